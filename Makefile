# Everything here is one call of bootstrap.py, so `python bootstrap.py run` works as well.
PYTHON ?= $(shell for python in python3.14 python3.13 python3.12 python3.11 python3 python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; done)
ifeq ($(strip $(PYTHON)),)
$(error Carryover needs Python 3.11 or newer; install it, or name it: make run PYTHON=/path/to/python)
endif
export PYTHON

.PHONY: run test check check-sync bench format figures clean

run: ; @$(PYTHON) bootstrap.py run
test: ; @$(PYTHON) bootstrap.py test $(ARGS)
check: ; @.ci/run
check-sync: ; @$(PYTHON) bootstrap.py check-sync $(ARGS)
bench: ; @$(PYTHON) bootstrap.py bench $(ARGS)
figures: ; @$(PYTHON) bootstrap.py install --dev && DEBUG=1 .venv/bin/python manage.py draw_figures
format: ; @$(PYTHON) bootstrap.py install --dev && .venv/bin/ruff check --fix -q . ; .venv/bin/ruff format -q . && git ls-files -co --exclude-standard 'templates/*.html' | xargs -r .venv/bin/djade --target-version 5.2
clean: ; @$(PYTHON) bootstrap.py clean
