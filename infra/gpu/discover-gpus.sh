#!/bin/sh
# Copyright The Weightlapse Authors.
# SPDX-License-Identifier: Apache-2.0
#
# Tells Spark which GPUs this process may use: {"name": "gpu", "addresses": ["0", "1"]}
# For spark.{worker,executor}.resource.gpu.discoveryScript; needs nvidia-smi.
#
# An address is what CUDA_VISIBLE_DEVICES calls a device:
# - where that variable is set, its entries, up to the first that is no device of this machine, as CUDA reads it;
# - else the number of each GPU, or the UUIDs of its MIG instances where it is cut into some.
set -eu

fail() {
  echo "discover-gpus: $*" >&2
  exit 1
}

command -v nvidia-smi > /dev/null 2>&1 || fail "nvidia-smi is not on the PATH: no NVIDIA driver here?"
list=$(nvidia-smi -L 2>&1) || fail "nvidia-smi failed: $(echo "$list" | head -n 1)"

# One line a device: its number (of a MIG instance, none: "-"), its UUID, and whether a process can use it as it is.
devices=$(echo "$list" | awk '
  function uuid() { return match($0, /UUID: [^)]*/) ? substr($0, RSTART + 6, RLENGTH - 6) : "" }
  function flush() { if (number != "") print number, gpu, cut ? "cut" : "whole"; if (cut) printf "%s", instances }
  /^GPU [0-9]+:/ { flush(); number = $2; sub(/:.*/, "", number); gpu = uuid(); cut = 0; instances = "" }
  /^ +MIG / { cut = 1; instances = instances "- " uuid() " whole\n" }
  END { flush() }')
[ -n "$devices" ] || fail "nvidia-smi lists no GPU: $(echo "$list" | head -n 1)"

if [ "${CUDA_VISIBLE_DEVICES+set}" = set ]; then
  # An entry is a number, or the beginning of a UUID.
  addresses=$(echo "$devices" | awk -v entries="$CUDA_VISIBLE_DEVICES" '
    { number[NR] = $1; uuid[NR] = $2 }
    END {
      n = split(entries, entry, ",")
      for (i = 1; i <= n; i++) {
        gsub(/^ +| +$/, "", entry[i])
        known = 0
        for (d = 1; d <= NR; d++) {
          if (entry[i] != "" && (entry[i] == number[d] || (entry[i] ~ /^(GPU|MIG)-/ && index(uuid[d], entry[i]) == 1))) known = 1
        }
        if (!known) exit
        print entry[i]
      }
    }')
  [ -n "$addresses" ] || fail "CUDA_VISIBLE_DEVICES allows no GPU of this machine: was '$CUDA_VISIBLE_DEVICES'"
else
  addresses=$(echo "$devices" | awk '$3 == "whole" { print $1 == "-" ? $2 : $1 }')
  [ -n "$addresses" ] || fail "no GPU can be used: $(echo "$list" | head -n 1)"
fi

echo "$addresses" | awk '
  { printf "%s\"%s\"", NR == 1 ? "{\"name\": \"gpu\", \"addresses\": [" : ", ", $0 }
  END { print "]}" }'
