#!/bin/sh
set -eu
echo "this runs as root"
