#!/bin/sh
# manual-train.sh - the same promises for ebm-train and its page.
exec sh tests/manual.sh ebm-train man/ebm-train.1
