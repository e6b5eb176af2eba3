# Crescent: every job has a target; `make help` lists them.

CC      ?= cc
CFLAGS  ?= -O2 -g
PREFIX  ?= /usr/local
DESTDIR ?=
B       := build

LUA_CFLAGS := $(shell pkg-config --cflags lua5.4 2>/dev/null || echo -I/usr/include/lua5.4)
LUA_LIBS   := $(shell pkg-config --libs lua5.4 2>/dev/null || echo -llua5.4)
WARN       := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror
BASE       := -std=c11 -D_POSIX_C_SOURCE=200809L $(WARN) $(LUA_CFLAGS) -Iruntime
SAN        := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
VERSION    := $(shell sed -n 's/.*CRESCENT_VERSION "\(.*\)".*/\1/p' compiler/emit/emit.h)

STAGES   := support ir lua passes lower plan emit cli
SOURCES  := $(filter-out compiler/lua/embed.c,$(sort $(wildcard $(STAGES:%=compiler/%/*.c)))) compiler/main.c
HEADERS  := $(wildcard compiler/*/*.h compiler/*/*.def runtime/*.h runtime/hosted/*.h)
PRELUDE  := $(shell cd compiler/lua/prelude 2>/dev/null && find . -name '*.lua' | sed 's,^\./,,' | LC_ALL=C sort)
HOSTED   := $(sort $(wildcard runtime/hosted/*.c))
UNIT     := $(sort $(wildcard tests/unit/test_*.c))
HELPERS  := $(sort $(filter-out tests/unit/test_%.c tests/unit/main.c,$(wildcard tests/unit/*.c)) $(wildcard tests/fuzz/generate*.c tests/fuzz/fixture.c))
LIBRARY  := $(filter-out compiler/main.c,$(SOURCES))

OBJECTS  := $(SOURCES:%.c=$(B)/obj/%.o) $(B)/obj/prelude.o
SAN_LIB  := $(LIBRARY:%.c=$(B)/san/%.o) $(B)/san/prelude.o $(HOSTED:%.c=$(B)/san/%.o)
SAN_UNIT := $(UNIT:%.c=$(B)/san/%.o) $(HELPERS:%.c=$(B)/san/%.o) $(B)/san/tests/unit/main.o

SAN_RIG  := $(B)/san/tests/emitted/rig.o
SAN_FUZZ := $(patsubst %.c,$(B)/san/%.o,$(wildcard tests/fuzz/*.c))

MODELS   := mlp custom cnn saliency alexnet resnet mobilenet rnn lstm_text gru_forecast gpt2

.PHONY: all deps demo demo-gpt test unit system fuzz train-all bench generated coverage install uninstall clean help

all: $(B)/crescent $(B)/libcrescent.a  ## build the compiler and the hosted runtime library

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-22s %s\n", $$1, $$2 }'

deps:  ## install missing Debian packages (asks nothing; prints the command where it cannot)
	@sh tests/deps.sh

# ---- the compiler ------------------------------------------------------------------------------------------

$(B)/embed: compiler/lua/embed.c
	@mkdir -p $(@D)
	$(CC) -std=c11 $(WARN) -O1 $< -o $@

$(B)/prelude.c: $(B)/embed $(PRELUDE:%=compiler/lua/prelude/%)
	$(B)/embed compiler/lua/prelude $(PRELUDE) > $@.tmp && mv $@.tmp $@

$(B)/obj/prelude.o: $(B)/prelude.c
	@mkdir -p $(@D)
	@$(CC) $(BASE) $(CFLAGS) -c $< -o $@

$(B)/san/prelude.o: $(B)/prelude.c
	@mkdir -p $(@D)
	@$(CC) $(BASE) -O1 -g $(SAN) -c $< -o $@

$(B)/obj/%.o: %.c $(HEADERS)
	@mkdir -p $(@D)
	@echo "  cc $<"
	@$(CC) $(BASE) $(CFLAGS) -c $< -o $@

$(B)/san/%.o: %.c $(HEADERS)
	@mkdir -p $(@D)
	@echo "  cc (sanitized) $<"
	@$(CC) $(BASE) -O1 -g $(SAN) -c $< -o $@

$(B)/crescent: $(OBJECTS)
	@$(CC) $(CFLAGS) $^ $(LUA_LIBS) -lm -o $@

$(B)/libcrescent.a: $(HOSTED:%.c=$(B)/obj/%.o)
	@rm -f $@
	@ar rcs $@ $^

$(B)/san/crescent: $(SAN_LIB) $(B)/san/compiler/main.o
	@$(CC) $(SAN) $^ $(LUA_LIBS) -lz -lm -o $@

# ---- what people run ------------------------------------------------------------------------------------------

demo: deps  ## build, compile models/mlp.lua, train it on bundled images, show what it sees
	@$(MAKE) --no-print-directory all
	@sh models/demo.sh

demo-gpt: deps  ## build, compile models/gpt2.lua, train a small GPT on a play, let it go on (under two minutes)
	@$(MAKE) --no-print-directory all
	@sh models/demo_gpt.sh

generated: all  ## emit every model into generated/ again
	@for m in $(MODELS); do $(B)/crescent models/$$m.lua -o generated/$$m --main --quiet || exit 1; done

bench: all  ## time the emitted C against the floor and every framework found
	@sh tests/bench/bench.sh

# ---- tests ----------------------------------------------------------------------------------------------------------

test: deps  ## everything that a change must pass
	@$(MAKE) --no-print-directory -j$(or $(JOBS),$(shell nproc)) all $(TESTED)
	@$(MAKE) --no-print-directory unit system

$(B)/san/tests/unit/main.o: $(B)/suites.h
$(B)/san/tests/%.o: BASE += -I$(B) -Wno-float-equal -D_GNU_SOURCE -Icompiler

$(B)/suites.h: $(UNIT) Makefile
	@mkdir -p $(@D)
	@for t in $(patsubst tests/unit/test_%.c,%,$(UNIT)); do echo "SUITE($$t)"; done > $@

$(B)/unit: $(SAN_UNIT) $(SAN_LIB)
	@$(CC) $(SAN) $^ $(LUA_LIBS) -lcheck -lsubunit -lrt -lz -lm -pthread -o $@

unit: $(B)/unit  ## unit tests, under address and undefined-behaviour sanitizers
	@CK_DEFAULT_TIMEOUT=120 $(B)/unit

$(B)/system: tests/system/main.c
	@mkdir -p $(@D)
	@$(CC) $(BASE) -O1 $< -lcheck -lsubunit -lrt -lm -pthread -o $@

$(B)/golden: $(B)/san/tests/emitted/golden.o $(SAN_RIG) $(SAN_LIB)
	@$(CC) $(SAN) $^ $(LUA_LIBS) -lz -lm -o $@

$(B)/fuzzer: $(SAN_FUZZ) $(SAN_RIG) $(SAN_LIB)
	@$(CC) $(SAN) $^ $(LUA_LIBS) -lz -lm -o $@

TESTED := $(B)/unit $(B)/system $(B)/san/crescent $(B)/golden $(B)/fuzzer
system: $(B)/crescent $(B)/libcrescent.a $(TESTED)  ## drive the program and what it emits from outside
	@CRESCENT=$(CURDIR)/$(B)/crescent CRESCENT_SAN=$(CURDIR)/$(B)/san/crescent $(B)/system $(sort $(wildcard tests/cli/*.sh tests/emitted/*.sh))

fuzz: $(B)/fuzzer  ## random graphs against the reference interpreter (GRAPHS=20000 SEED=1)
	@sh tests/fuzz/fuzz.sh $(or $(GRAPHS),20000) $(or $(SEED),1)

train-all: all  ## train every model on whole data sets, to the score it must reach; takes hours (ONLY="cnn mlp" THREADS=2)
	@sh tests/train_all.sh

coverage: deps  ## branch coverage of compiler/ under the unit tests
	@sh tests/coverage.sh

# ---- installing ----------------------------------------------------------------------------------------------------------

install: all  ## PREFIX=/usr/local DESTDIR=
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/pkgconfig $(DESTDIR)$(PREFIX)/include/crescent/hosted
	install -m 755 $(B)/crescent $(DESTDIR)$(PREFIX)/bin/
	install -m 644 $(B)/libcrescent.a $(DESTDIR)$(PREFIX)/lib/
	install -m 644 runtime/*.h $(DESTDIR)$(PREFIX)/include/crescent/
	install -m 644 runtime/hosted/*.h $(DESTDIR)$(PREFIX)/include/crescent/hosted/
	printf 'prefix=%s\nName: crescent\nDescription: runtime of models compiled by Crescent\nVersion: %s\nCflags: -I$${prefix}/include/crescent\nLibs: -L$${prefix}/lib -lcrescent -lz -lm\n' '$(PREFIX)' '$(VERSION)' > $(DESTDIR)$(PREFIX)/lib/pkgconfig/crescent.pc

uninstall:  ## remove what install put there
	rm -rf $(DESTDIR)$(PREFIX)/bin/crescent $(DESTDIR)$(PREFIX)/lib/libcrescent.a $(DESTDIR)$(PREFIX)/include/crescent $(DESTDIR)$(PREFIX)/lib/pkgconfig/crescent.pc

clean:  ## remove build/
	rm -rf $(B)
