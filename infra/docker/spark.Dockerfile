# syntax=docker/dockerfile:1
# Copyright The Weightlapse Authors.
# SPDX-License-Identifier: Apache-2.0
#
# Driver and executors of the jobs. Two targets:
#   docker build -f infra/docker/spark.Dockerfile --target cpu -t weightlapse/spark:0.1.0 .
#   docker build -f infra/docker/spark.Dockerfile --target cuda --build-arg PROFILES=launch,cuda -t weightlapse/spark-cuda:0.1.0 .
# Libraries come before our own jar, so that a change of ours is one layer.

FROM maven:3.9.9-eclipse-temurin-17 AS build
ENV MAVEN_ARGS=-Dmaven.repo.local=/m2
ARG PROFILES=launch
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/m2 \
    mvn -B -q -P"$PROFILES" -pl jobs -am package \
    && mvn -B -q dependency:copy -Dartifact=org.apache.hadoop:hadoop-aws:3.3.4 -DoutputDirectory=/libraries \
    && mvn -B -q dependency:copy -Dartifact=com.amazonaws:aws-java-sdk-bundle:1.12.262 -DoutputDirectory=/libraries

# What ND4J's CUDA backend needs at run time: CUDA 11.6 and cuDNN 8. The driver comes with the node.
FROM nvidia/cuda:11.6.2-cudnn8-runtime-ubuntu20.04 AS cuda-libraries
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN mkdir -p /cuda/lib64 \
    && cp -P /usr/local/cuda-11.6/lib64/*.so* /cuda/lib64/ \
    && cp -P /usr/lib/x86_64-linux-gnu/libcudnn*.so* /cuda/lib64/

FROM apache/spark:3.5.7-scala2.12-java17-ubuntu AS cpu
LABEL org.opencontainers.image.title="weightlapse/spark" \
      org.opencontainers.image.description="Weightlapse jobs on Spark 3.5: driver and executors" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="Apache-2.0"
USER root
RUN mkdir -p /opt/weightlapse && install -d -o 185 -g 185 /data /var/lib/weightlapse
# The home may be on S3.
COPY --from=build /libraries/ /opt/spark/jars/
COPY --chmod=0755 infra/gpu/discover-gpus.sh /opt/weightlapse/gpu/discover-gpus.sh
COPY --chmod=0755 infra/docker/spark-standalone /opt/weightlapse/spark-standalone
COPY --from=build /src/jobs/target/weightlapse-jobs.jar /opt/weightlapse/weightlapse-jobs.jar
USER 185:185
WORKDIR /opt/spark/work-dir
VOLUME ["/tmp", "/opt/spark/work-dir"]
# A master or a worker has a page; a driver or an executor of Kubernetes, which has no such check, is asked by Spark itself.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=6 \
  CMD ["/opt/weightlapse/spark-standalone", "check"]

FROM cpu AS cuda
LABEL org.opencontainers.image.title="weightlapse/spark-cuda" \
      org.opencontainers.image.description="Weightlapse jobs on Spark 3.5 with CUDA 11.6 and cuDNN 8: driver and executors"
USER root
COPY --from=cuda-libraries /cuda/ /usr/local/cuda-11.6/
ENV LD_LIBRARY_PATH=/usr/local/cuda-11.6/lib64 \
    NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility
USER 185:185
