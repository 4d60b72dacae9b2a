# SPDX-License-Identifier: GPL-3.0-or-later
# Doors to the scripts in .ci/; the build itself is Meson's (meson.build).

# Where `make run` and `make bench` build. `make check` uses $(BUILD)-check, `make fuzz` $(BUILD)-fuzz.
BUILD ?= build
export BUILD

help:
	@echo 'make run             build the program, fill a demo store and open the window in Vietnamese'
	@echo 'make province        a province on this machine; the demo store of "make run" exchanges with it'
	@echo 'make check           build with sanitizers and run every test; ends with "N passed, N failed"'
	@echo 'make setup           install the Debian packages that the targets above need'
	@echo 'make soak            the same fault tests for much longer (SOAK=20 times as many rounds)'
	@echo 'make bench           the benchmarks, each beside its baseline'
	@echo 'make bench-province  how many dossiers the provincial service takes in, beside libpq alone'
	@echo 'make bench-exchange  bytes and round trips of an exchange, beside PouchDB and tus (npm)'
	@echo 'make bench-link      the exchange over a weak link, 64 kbit/s with loss (root; LINK=full: an hour and a half)'
	@echo 'make bench-outage    840 desks come back at once to a service that was away'
	@echo 'make fuzz            each fuzz target for FUZZ_SECONDS=60 seconds'
	@echo 'make check-debian13  make check inside a Debian 13 system made for it (root)'
	@echo 'make check-bare      make check and make run inside a Debian 12 system with gcc and make only (root)'
	@echo 'make install         install the three programs below PREFIX=/usr/local (DESTDIR too)'
	@echo 'make deb             Debian packages in build-deb/'
	@echo 'make check-deb       make deb, and use the packages on a bare Debian 12 made for it (root)'
	@echo 'make clean           remove every build folder and the demo store'

setup:
	@.ci/setup run build test

run:
	@.ci/setup run build
	@.ci/run-window

province:
	@.ci/setup run build province
	@.ci/run-province

check:
	@.ci/setup run build test
	@.ci/check

soak:
	@.ci/setup run build test
	@.ci/soak

bench:
	@.ci/setup run build
	@.ci/bench

bench-province:
	@.ci/setup run build test
	@.ci/bench-province

bench-exchange:
	@.ci/setup run build test
	@.ci/bench-exchange

bench-link:
	@.ci/setup run build test link
	@.ci/bench-link

bench-outage:
	@.ci/setup run build test
	@.ci/bench-outage

fuzz:
	@.ci/setup run build test fuzz
	@.ci/fuzz

check-debian13:
	@.ci/setup chroot
	@.ci/chroot trixie

check-bare:
	@.ci/setup chroot
	@.ci/chroot bookworm

install:
	@.ci/setup run build
	@.ci/install

deb:
	@.ci/setup run build deb
	@.ci/deb

check-deb: deb
	@.ci/setup chroot
	@.ci/chroot debs

clean:
	rm -rf $(BUILD) $(BUILD)-check $(BUILD)-fuzz $(BUILD)-bench $(BUILD)-install build-deb build-debian12 build-debian13

.PHONY: help setup run province check soak install deb check-deb bench bench-province \
  bench-exchange bench-link bench-outage fuzz check-debian13 check-bare clean
