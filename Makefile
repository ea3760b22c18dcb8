# A thin front: each target is a script in tools/.

.PHONY: build web run test check check-all bench clean

build:      ; tools/setup build && tools/build
web:        ; tools/setup build && tools/build-web
run:        ; @tools/run
test:       ; @tools/test
check:      ; @tools/test fast
check-all:  ; @tools/check-all
bench:      ; @tools/bench
clean:      ; rm -rf build build-asan build-tsan build-fuzz web/dist
