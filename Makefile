# Thin: each target is one script or one readable line.
.DEFAULT_GOAL := help
.PHONY: help run test check lab lab-down bench

help: ## say what there is
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

# Practice mode unless told otherwise: nothing else needs to be there.
ARGS ?= --practice

run: ## install what is missing, build, and start in practice mode (ARGS='--config latchkey.toml' for a real one)
	@.ci/setup run
	@.ci/build
	@exec target/release/latchkey serve $(ARGS)

test: ## everything: lints, walls, unit, directory and database tests, browser tests
	@.ci/test

check: ## only what needs no service: format, lints, walls
	@.ci/setup check
	@.ci/check

lab: ## a real directory (two Samba domain controllers), PostgreSQL and a mail server to try Latchkey on
	@.ci/setup lab
	@end2end/lab/up

lab-down: ## stop it
	@end2end/lab/down

bench: ## measure, on the lab
	@.ci/setup run
	@.ci/setup lab
	@.ci/build
	@end2end/bench/run
