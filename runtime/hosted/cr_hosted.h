/* cr_hosted.h - what a program on an ordinary system wants around an emitted model: files, data sets,
 * progress, logs.  The library libcrescent.a; uses stdio, malloc, POSIX and zlib.  Nothing in an
 * emitted model needs it.
 *
 *   file.c      whole files in; files out that are replaced in one piece
 *   array.c     the one kind of data set: a typed array in memory
 *   split.c     several of them, one an input: do they fit; a part held out
 *   idx.c npy.c csv.c other.c     readers and writers of formats (IDX and NPY also gzipped)
 *   progress.c log.c events.c     users of the training loop's one event callback
 *   bpe.c wordpiece.c     text to tokens, as GPT-2 and BERT read it
 *   picture.c   an image as text
 *
 * Every failure is a negative cr_status and one line "FILE: what; expected; found" in the cr_error,
 * which may be null.  Files are not trusted. */
#ifndef CR_HOSTED_H
#define CR_HOSTED_H
#include <stdio.h>

#include "../crescent.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- file.c ---------------------------------------------------------------------------------------- */

typedef struct cr_bytes {
	unsigned char *data;           /* from malloc; one zero byte follows */
	size_t size;
} cr_bytes;

/* A whole regular file.  CR_ERR_IO. */
cr_status cr_file_read(const char *path, cr_bytes *out, cr_error *error);
/* The same, unpacked where it is gzip; where path is absent, path.gz is taken. */
cr_status cr_file_read_gz(const char *path, cr_bytes *out, cr_error *error);
void      cr_bytes_free(cr_bytes *bytes);

/* A file as a cr_store: begin opens a temporary file beside it, commit makes it durable and renames
 * it, so that whatever happens the path holds the old contents or the new, whole. */
typedef struct cr_file_store {
	char *path, *temporary;
	FILE *file;
	uint64_t expected, written;
	cr_error error;                /* of the last failure: status and text */
} cr_file_store;

/* Copies the path.  The cr_store points at f, which must stay where it is.  Nothing is opened yet. */
cr_status cr_file_store_open(cr_file_store *f, const char *path, cr_store *store, cr_error *error);
/* Frees f; removes what was begun and not committed. */
void      cr_file_store_close(cr_file_store *f);

/* ---- array.c --------------------------------------------------------------------------------------- */

typedef struct cr_array {
	uint8_t type, rank;            /* CR_F32 ...; axis 0 counts the examples */
	int64_t shape[8];
	uint64_t count;                /* elements: the product of shape */
	void *data;                    /* row-major, from malloc */
} cr_array;

void      cr_array_free(cr_array *array);
/* Room for an array, not filled in.  CR_ERR_DATA where its size overflows, CR_ERR_IO without memory. */
cr_status cr_array_make(cr_array *array, uint8_t type, uint32_t rank, const int64_t *shape, const char *path, cr_error *error);
/* Elements of one example: the product of shape without axis 0. */
uint64_t  cr_array_width(const cr_array *array);
/* In place to another type: integers where the values fit, integers and bool to f32.  f32 to integers
 * is refused.  CR_ERR_DATA names the example. */
cr_status cr_array_convert(cr_array *array, uint8_t type, const char *path, cr_error *error);
/* Every element of an integer array within low .. high (both included)? */
cr_status cr_array_check(const cr_array *array, int64_t low, int64_t high, const char *path, cr_error *error);
/* Examples first .. first + count - 1 as an array of their own. */
cr_status cr_array_slice(const cr_array *array, uint64_t first, uint64_t count, cr_array *out, cr_error *error);
/* One element as a number, whatever the type. */
double    cr_array_number(const cr_array *array, uint64_t element);

/* ---- split.c: a data set of several arrays, one an input ----------------------------------------- */

/* Are the examples of width elements, and can they be of that type?  Converts in place. */
cr_status cr_array_fit(cr_array *array, uint8_t type, uint64_t width, const char *path, cr_error *error);
/* Have all arrays the same number of examples?  paths: one each. */
cr_status cr_arrays_match(const cr_array *arrays, const char *const *paths, uint32_t count, cr_error *error);
/* Which examples are held out: by a hash of their values, so that an example stays on its side when
 * others are added, and equal ones are never on both; the last ones (series); a shuffled share. */
enum { CR_SPLIT_HASH, CR_SPLIT_LAST, CR_SPLIT_SHUFFLE };
/* Moves about share (0 to 1, both excluded) of the examples of matching arrays into held_out.  After a
 * failure the arrays are valid, but may have been shortened in part. */
cr_status cr_arrays_split(cr_array *arrays, uint32_t count, double share, int how, uint64_t seed, cr_array *held_out,
                          cr_error *error);

/* ---- formats: *_read from a file, *_parse from bytes, whose name is used in errors ------------------- */

cr_status cr_idx_read(const char *path, cr_array *out, cr_error *error);
cr_status cr_idx_parse(const char *name, const unsigned char *bytes, size_t size, cr_array *out, cr_error *error);
cr_status cr_idx_write(const char *path, const cr_array *array, cr_error *error);

/* Versions 1 to 3; C order; b1 i1 u1 i2 u2 i4 u4 i8 u8 f2 f4 f8 of either byte order.  64-bit
 * integers become 32-bit ones where they fit, f2 and f8 become f32. */
cr_status cr_npy_read(const char *path, cr_array *out, cr_error *error);
cr_status cr_npy_parse(const char *name, const unsigned char *bytes, size_t size, cr_array *out, cr_error *error);
cr_status cr_npy_write(const char *path, const cr_array *array, cr_error *error);

/* Little-endian numbers without a header.  shape: of one example; the file's size gives their count. */
cr_status cr_raw_read(const char *path, uint8_t type, uint32_t rank, const int64_t *shape, cr_array *out, cr_error *error);
/* Windows of one long row of little-endian numbers (a text's bytes, its tokens): out is [count, length], window i begins at
 * i * stride; a rest that fills no window is left out. */
cr_status cr_windows_read(const char *path, uint8_t type, uint64_t length, uint64_t stride, cr_array *out, cr_error *error);
/* One tensor of a safetensors file. */
cr_status cr_safetensors_read(const char *path, const char *key, cr_array *out, cr_error *error);

enum { CR_MISSING_ERROR, CR_MISSING_NAN, CR_MISSING_VALUE };
typedef struct cr_csv_column {
	const char *name;              /* of the header line; or null, and then: */
	uint32_t number;               /* from 1 */
	const char *const *classes;    /* texts that become 0, 1, ...; null: the cell is a number */
	uint32_t class_count;
	uint8_t one_hot;               /* class_count numbers, one of them 1 */
} cr_csv_column;
typedef struct cr_csv_field {      /* becomes one array: [rows], or [rows, columns] */
	const cr_csv_column *columns;  /* null: all columns of the file */
	uint32_t column_count;
	uint8_t type;
} cr_csv_field;
typedef struct cr_csv_options {
	uint8_t no_header, missing;    /* missing: an empty cell, NA, N/A, NaN, null or ? */
	char separator;                /* 0: a comma */
	float value;                   /* for CR_MISSING_VALUE */
} cr_csv_options;
/* RFC 4180: quotes, "" in quotes, CRLF; empty lines are skipped.  out: one array a field. */
cr_status cr_csv_read(const char *path, const cr_csv_field *fields, uint32_t field_count, const cr_csv_options *options,
                      cr_array *out, cr_error *error);
cr_status cr_csv_parse(const char *name, const unsigned char *bytes, size_t size, const cr_csv_field *fields,
                       uint32_t field_count, const cr_csv_options *options, cr_array *out, cr_error *error);
/* One line an example, numbers that read back as the same bits; names: of the columns, or null. */
cr_status cr_csv_write(const char *path, const cr_array *array, const char *const *names, cr_error *error);

/* By suffix: .npy, .csv (numbers; a header where the first line has a cell that is no number), else IDX. */
cr_status cr_array_read(const char *path, cr_array *out, cr_error *error);
cr_status cr_array_write(const char *path, const cr_array *array, cr_error *error);

/* ---- events.c: several callbacks in place of one, and Ctrl-C ------------------------------------------- */

typedef struct cr_events {
	uint32_t count;
	struct { cr_event_fn call; void *user; } to[8];
} cr_events;
/* 0 where all 8 places are taken. */
int       cr_events_add(cr_events *events, cr_event_fn call, void *user);
/* The cr_event_fn; user is the cr_events.  Calls all, in order, and joins their actions. */
cr_action cr_events_send(void *events, const cr_event *event);

/* From now on Ctrl-C (and SIGTERM) is remembered instead of obeyed; a second one ends the program. */
void      cr_interrupt_catch(void);
/* A cr_event_fn, user unused: after Ctrl-C, CR_STOP and CR_SAVE.  Prompt with event_every = 1. */
cr_action cr_interrupt_event(void *unused, const cr_event *event);
int       cr_interrupted(void);

/* ---- progress.c ------------------------------------------------------------------------------------------ */

typedef struct cr_progress {
	FILE *out;                     /* stderr */
	int terminal;                  /* 1: a bar that is redrawn; 0: one line an epoch */
	int width;                     /* columns */
	uint64_t first_step;
	double begun, drawn, epoch_begun;      /* seconds */
	int shown;                     /* a bar stands on the line */
} cr_progress;
/* Finds out whether out is a terminal, and how wide. */
void      cr_progress_init(cr_progress *progress, FILE *out);
/* The cr_event_fn; user is the cr_progress. */
cr_action cr_progress_event(void *progress, const cr_event *event);
/* Takes the bar off the line: before printing an error. */
void      cr_progress_clear(cr_progress *progress);

/* ---- log.c ------------------------------------------------------------------------------------------------- */

/* epoch,step,examples,seconds,lr,loss,<metrics>,val_loss,val_<metrics>,grad_norm */
typedef struct cr_csv_log {
	const char *path;
	FILE *file;
	uint8_t no_time, every_step;   /* every_step: a line an event CR_STEP too, without the val_ columns */
	double begun;
	cr_error error;
} cr_csv_log;
/* A new run replaces the file; one that goes on keeps its lines up to the step it goes on from. */
cr_action cr_csv_log_event(void *log, const cr_event *event);
/* Closes the file; the first failure of the log, if there was one. */
cr_status cr_csv_log_close(cr_csv_log *log, cr_error *error);

/* ---- bpe.c: byte-level byte-pair encoding (GPT-2) ------------------------------------------------------ */

typedef struct cr_bpe cr_bpe;
/* merges: merges.txt (GPT-2's vocab.bpe), or the rank format ("BASE64 RANK" a line).  vocab: vocab.json, or null: then the numbers are
 * GPT-2's: bytes, merges in order, <|endoftext|>. */
cr_status cr_bpe_read(const char *merges, const char *vocab, cr_bpe **out, cr_error *error);
cr_status cr_bpe_parse(const char *name, const void *merges, size_t size, const char *vocab_name, const void *vocab, size_t vocab_size,
                       cr_bpe **out, cr_error *error);
void      cr_bpe_free(cr_bpe *bpe);
int32_t   cr_bpe_count(const cr_bpe *bpe);
/* Any bytes to tokens (from malloc); what is not UTF-8 is bytes like others.  Special tokens in the text are plain text. */
cr_status cr_bpe_encode(const cr_bpe *bpe, const void *text, size_t size, int32_t **tokens, size_t *count, cr_error *error);
/* The number of the token that stands for exactly these bytes ("<|endoftext|>"), or -1. */
int32_t   cr_bpe_find(const cr_bpe *bpe, const void *bytes, size_t size);
/* The bytes a token stands for (no zero behind them), or null where there is no such token. */
const unsigned char *cr_bpe_text(const cr_bpe *bpe, int32_t token, size_t *size);

/* ---- wordpiece.c (BERT) ---------------------------------------------------------------------------------- */

typedef struct cr_wordpiece cr_wordpiece;
/* vocab: vocab.txt, a token a line.  lower: small letters without accents first, as uncased models want it. */
cr_status cr_wordpiece_read(const char *vocab, int lower, cr_wordpiece **out, cr_error *error);
cr_status cr_wordpiece_parse(const char *name, const void *vocab, size_t size, int lower, cr_wordpiece **out, cr_error *error);
void      cr_wordpiece_free(cr_wordpiece *wordpiece);
int32_t   cr_wordpiece_count(const cr_wordpiece *wordpiece);
/* [CLS], the text's tokens, [SEP], from malloc.  Any bytes; what is not UTF-8 is left out. */
cr_status cr_wordpiece_encode(const cr_wordpiece *wordpiece, const void *text, size_t size, int32_t **tokens, size_t *count, cr_error *error);
int32_t   cr_wordpiece_find(const cr_wordpiece *wordpiece, const void *bytes, size_t size);
const unsigned char *cr_wordpiece_text(const cr_wordpiece *wordpiece, int32_t token, size_t *size);

/* ---- picture.c --------------------------------------------------------------------------------------------- */

enum { CR_PICTURE_ASCII, CR_PICTURE_SHADES, CR_PICTURE_GREY };
/* The best that out can show: grey half blocks on a UTF-8 terminal, shades (UTF-8) or ASCII. */
int       cr_picture_style(FILE *out);
/* A grey image, row-major; pixels of type CR_U8 (0 to 255) or CR_F32 (black to white).  Two rows of
 * pixels a line. */
void      cr_picture(FILE *out, const void *pixels, uint8_t type, uint32_t height, uint32_t width, float black, float white,
                     int style, const char *indent);

#ifdef __cplusplus
}
#endif
#endif
