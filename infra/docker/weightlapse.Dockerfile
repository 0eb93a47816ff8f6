# syntax=docker/dockerfile:1
# Copyright The Weightlapse Authors.
# SPDX-License-Identifier: Apache-2.0
#
# The weightlapse command, in two targets with the same layers:
#   docker build -f infra/docker/weightlapse.Dockerfile --target streaming -t weightlapse/streaming:0.1.0 .
#   docker build -f infra/docker/weightlapse.Dockerfile --target dashboards -t weightlapse/dashboards:0.1.0 .

FROM maven:3.9.9-eclipse-temurin-17 AS build
ENV MAVEN_ARGS=-Dmaven.repo.local=/m2
WORKDIR /src
COPY . .
# Libraries and our own jars apart: the former change seldom, and are the large layer.
RUN --mount=type=cache,target=/m2 \
    mvn -B -q -Plaunch -pl cli -am package dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=/all \
    && mkdir -p /libraries /ours \
    && mv /all/weightlapse-*.jar cli/target/weightlapse-cli-*.jar /ours/ \
    && mv /all/*.jar /libraries/

FROM eclipse-temurin:17.0.15_6-jre-noble AS streaming
LABEL org.opencontainers.image.title="weightlapse/streaming" \
      org.opencontainers.image.description="Weightlapse consumer: views, gallery, PostgreSQL sink" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="Apache-2.0"
# Pictures carry text: Java draws it in the system's sans-serif font.
RUN apt-get update \
    && apt-get install -y --no-install-recommends fontconfig=2.* fonts-dejavu-core=2.* \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -o 185 -g 185 /var/lib/weightlapse
COPY --from=build /libraries/ /opt/weightlapse/lib/
COPY bin/jvm.options /opt/weightlapse/jvm.options
COPY --from=build /ours/ /opt/weightlapse/ours/
ENV WEIGHTLAPSE_HOME=/var/lib/weightlapse \
    WEIGHTLAPSE_LOG=console
# The user of the Spark images: they share a home.
USER 185:185
WORKDIR /tmp
VOLUME ["/var/lib/weightlapse", "/tmp"]
EXPOSE 8350 9404
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
  CMD ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:9404/health/live"]
ENTRYPOINT ["java", "@/opt/weightlapse/jvm.options", "-XX:MaxRAMPercentage=70", "-XX:+ExitOnOutOfMemoryError", "-Duser.home=/tmp", "-Dweightlapse.tty=false", "-cp", "/opt/weightlapse/ours/*:/opt/weightlapse/lib/*", "io.weightlapse.cli.Main"]
CMD ["stream", "--help"]

FROM streaming AS dashboards
LABEL org.opencontainers.image.title="weightlapse/dashboards" \
      org.opencontainers.image.description="Weightlapse dashboards: brings them to a Grafana and ends"
HEALTHCHECK NONE
CMD ["dashboards", "push", "--help"]
