/* test_store.c - files that are replaced in one piece, and the users of the event callback. */
#define _POSIX_C_SOURCE 200809L
#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../runtime/hosted/cr_hosted.h"

static char folder[64];

static const char *in_folder(const char *name)
{
	static char path[4][160];
	static int turn;
	if (!folder[0]) {
		strcpy(folder, "/tmp/crescent_store_XXXXXX");
		ck_assert(mkdtemp(folder) != NULL);
	}
	turn = (turn + 1) % 4;
	snprintf(path[turn], sizeof path[turn], "%s/%s", folder, name);
	return path[turn];
}

/* How many entries the folder has: nothing half-written may stay. */
static int entries(void)
{
	char command[128];
	int n = -1;
	snprintf(command, sizeof command, "ls -A %s | wc -l", folder);
	FILE *pipe = popen(command, "r");
	ck_assert(pipe && fscanf(pipe, "%d", &n) == 1);
	pclose(pipe);
	return n;
}

static void clean(void)
{
	char command[128];
	snprintf(command, sizeof command, "rm -rf %s", folder);
	ck_assert_int_eq(system(command), 0);
	folder[0] = 0;
}

static void contents_are(const char *path, const char *expected)
{
	cr_bytes b;
	ck_assert_int_eq(cr_file_read(path, &b, NULL), CR_OK);
	ck_assert_str_eq((const char *)b.data, expected);
	cr_bytes_free(&b);
}

static cr_status put(const char *path, const char *text, cr_error *error)
{
	cr_file_store f;
	cr_store store;
	ck_assert_int_eq(cr_file_store_open(&f, path, &store, error), CR_OK);
	cr_status status = store.begin(store.user, strlen(text));
	for (const char *c = text; *c && status == CR_OK; c++)
		status = store.write(store.user, c, 1);
	if (status == CR_OK)
		status = store.commit(store.user);
	if (error)
		*error = f.error;
	cr_file_store_close(&f);
	return status;
}

START_TEST(a_file_is_replaced_in_one_piece)
{
	cr_error e;
	const char *path = in_folder("w");
	struct stat about;
	umask(022);
	ck_assert_int_eq(put(path, "old", &e), CR_OK);
	contents_are(path, "old");
	ck_assert_int_eq(put(path, "the new one", &e), CR_OK);
	contents_are(path, "the new one");
	ck_assert_int_eq(entries(), 1);
	ck_assert(stat(path, &about) == 0 && (about.st_mode & 0777) == 0644);
	clean();
}
END_TEST

START_TEST(what_is_not_committed_was_never_there)
{
	cr_file_store f;
	cr_store store;
	const char *path = in_folder("w");
	ck_assert_int_eq(put(path, "old", NULL), CR_OK);
	ck_assert_int_eq(cr_file_store_open(&f, path, &store, NULL), CR_OK);
	ck_assert_int_eq(store.begin(store.user, 3), CR_OK);
	ck_assert_int_eq(store.write(store.user, "new", 3), CR_OK);
	ck_assert_int_eq(entries(), 2);
	cr_file_store_close(&f);
	ck_assert_int_eq(entries(), 1);
	contents_are(path, "old");
	/* fewer bytes than announced */
	ck_assert_int_eq(cr_file_store_open(&f, path, &store, NULL), CR_OK);
	ck_assert_int_eq(store.begin(store.user, 4), CR_OK);
	ck_assert_int_eq(store.write(store.user, "new", 3), CR_OK);
	ck_assert_int_eq(store.commit(store.user), CR_ERR_IO);
	ck_assert(strstr(f.error.text, "fewer or more bytes than announced") != NULL);
	/* and out of turn */
	ck_assert_int_eq(store.write(store.user, "x", 1), CR_ERR_IO);
	ck_assert_int_eq(store.commit(store.user), CR_ERR_IO);
	cr_file_store_close(&f);
	ck_assert_int_eq(entries(), 1);
	contents_are(path, "old");
	/* begun twice: the second counts */
	ck_assert_int_eq(cr_file_store_open(&f, path, &store, NULL), CR_OK);
	ck_assert_int_eq(store.begin(store.user, 3), CR_OK);
	ck_assert_int_eq(store.write(store.user, "abc", 3), CR_OK);
	ck_assert_int_eq(store.begin(store.user, 3), CR_OK);
	ck_assert_int_eq(store.write(store.user, "xyz", 3), CR_OK);
	ck_assert_int_eq(store.commit(store.user), CR_OK);
	cr_file_store_close(&f);
	contents_are(path, "xyz");
	ck_assert_int_eq(entries(), 1);
	clean();
}
END_TEST

/* The disk is full after so many bytes: whatever the number, the old file stays and nothing else. */
START_TEST(a_full_disk_leaves_the_old_file)
{
	const size_t size = 20000;
	char *big = malloc(size + 1);
	const char *path = in_folder("w");
	memset(big, 'x', size);
	big[size] = 0;
	ck_assert_int_eq(put(path, "old", NULL), CR_OK);
	signal(SIGXFSZ, SIG_IGN);
	for (rlim_t limit = 0; limit < size; limit += 1777) {
		struct rlimit l, unlimited;
		cr_error e;
		getrlimit(RLIMIT_FSIZE, &unlimited);
		l = unlimited;
		l.rlim_cur = limit;
		setrlimit(RLIMIT_FSIZE, &l);
		cr_status status = put(path, big, &e);
		setrlimit(RLIMIT_FSIZE, &unlimited);
		ck_assert_int_eq(status, CR_ERR_IO);
		ck_assert(strstr(e.text, "/w: cannot be written: File too large") != NULL);
		ck_assert_int_eq(entries(), 1);
		contents_are(path, "old");
	}
	ck_assert_int_eq(put(path, big, NULL), CR_OK);
	contents_are(path, big);
	free(big);
	clean();
}
END_TEST

START_TEST(a_folder_that_is_not_there_is_named)
{
	cr_error e;
	ck_assert_int_eq(put(in_folder("none/w"), "x", &e), CR_ERR_IO);
	ck_assert(strstr(e.text, "/none/w: cannot be written: No such file or directory") != NULL);
	mkdir(in_folder("taken"), 0777);
	ck_assert_int_eq(put(in_folder("taken"), "x", &e), CR_ERR_IO);
	ck_assert(strstr(e.text, "/taken: cannot be replaced: ") != NULL);
	ck_assert_int_eq(entries(), 1);
	clean();
}
END_TEST

/* ---- events -------------------------------------------------------------------------------------------------- */

static const char *const names[] = { "loss", "accuracy" };
static const float train[] = { 0.3122f, 0.891f }, valid[] = { 0.5f, 0.125f };

static cr_event event_of(int32_t kind, uint32_t epoch, uint64_t step)
{
	return (cr_event){ .kind = kind, .epoch = epoch, .epochs = 3, .step = step, .steps = 30, .examples = step * 4,
		           .metric_count = 2, .metric_names = names, .train = train, .validation = kind == CR_EPOCH_END ? valid : NULL,
		           .learning_rate = 0.001f, .gradient_norm = 1.5f };
}

static cr_action answer(void *user, const cr_event *event)
{
	(void)event;
	return *(cr_action *)user;
}

START_TEST(several_callbacks_are_joined)
{
	cr_events events = { .count = 0 };
	cr_action actions[3] = { CR_CONTINUE, CR_STOP, CR_SAVE };
	cr_event e = event_of(CR_STEP, 1, 1);
	ck_assert_int_eq(cr_events_send(&events, &e), CR_CONTINUE);
	for (int i = 0; i < 3; i++)
		ck_assert(cr_events_add(&events, answer, &actions[i]));
	ck_assert_int_eq(cr_events_send(&events, &e), CR_STOP | CR_SAVE);
	for (int i = 3; i < 8; i++)
		ck_assert(cr_events_add(&events, answer, &actions[0]));
	ck_assert(!cr_events_add(&events, answer, &actions[0]));
}
END_TEST

START_TEST(ctrl_c_stops_and_saves)
{
	cr_event e = event_of(CR_STEP, 1, 1);
	cr_interrupt_catch();
	ck_assert_int_eq(cr_interrupt_event(NULL, &e), CR_CONTINUE);
	raise(SIGINT);
	ck_assert(cr_interrupted());
	ck_assert_int_eq(cr_interrupt_event(NULL, &e), CR_STOP | CR_SAVE);
}
END_TEST

static void send_epoch(cr_csv_log *log, uint32_t epoch)
{
	for (uint64_t s = 10 * (epoch - 1) + 1; s <= 10 * epoch; s += 5) {
		cr_event step = event_of(CR_STEP, epoch, s);
		cr_csv_log_event(log, &step);
	}
	cr_event end = event_of(CR_EPOCH_END, epoch, 10 * epoch);
	cr_csv_log_event(log, &end);
}

START_TEST(the_log_of_a_resumed_run_is_that_of_a_whole_one)
{
	static const char expected[] =
		"epoch,step,examples,lr,loss,accuracy,val_loss,val_accuracy,grad_norm\n"
		"1,10,40,0.001,0.3122,0.891,0.5,0.125,1.5\n2,20,80,0.001,0.3122,0.891,0.5,0.125,1.5\n"
		"3,30,120,0.001,0.3122,0.891,0.5,0.125,1.5\n";
	const char *path = in_folder("log.csv");
	cr_event begin = event_of(CR_RUN_BEGIN, 1, 0), resumed = event_of(CR_RUN_BEGIN, 1, 12);
	cr_csv_log log = { .path = path, .no_time = 1 };
	cr_error e;
	cr_csv_log_event(&log, &begin);
	for (uint32_t epoch = 1; epoch <= 3; epoch++)
		send_epoch(&log, epoch);
	ck_assert_int_eq(cr_csv_log_close(&log, &e), CR_OK);
	contents_are(path, expected);
	/* the run is taken up again at step 12: the line of step 20 is written again, not twice */
	log = (cr_csv_log){ .path = path, .no_time = 1 };
	cr_csv_log_event(&log, &resumed);
	send_epoch(&log, 2);
	send_epoch(&log, 3);
	ck_assert_int_eq(cr_csv_log_close(&log, &e), CR_OK);
	contents_are(path, expected);
	/* a new run begins anew */
	log = (cr_csv_log){ .path = path, .no_time = 1 };
	cr_csv_log_event(&log, &begin);
	ck_assert_int_eq(cr_csv_log_close(&log, &e), CR_OK);
	contents_are(path, "epoch,step,examples,lr,loss,accuracy,val_loss,val_accuracy,grad_norm\n");
	clean();
}
END_TEST

START_TEST(the_log_can_have_steps_and_seconds)
{
	const char *path = in_folder("log.csv");
	cr_event begin = event_of(CR_RUN_BEGIN, 1, 0);
	cr_csv_log log = { .path = path, .every_step = 1 };
	cr_bytes b;
	cr_csv_log_event(&log, &begin);
	send_epoch(&log, 1);
	ck_assert_int_eq(cr_csv_log_close(&log, NULL), CR_OK);
	ck_assert_int_eq(cr_file_read(path, &b, NULL), CR_OK);
	const char *text = (const char *)b.data;
	ck_assert(strstr(text, "epoch,step,examples,seconds,lr,loss,accuracy,val_loss,val_accuracy,grad_norm\n1,1,4,0.0") == text);
	ck_assert(strstr(text, ",0.001,0.3122,0.891,,,1.5\n1,6,24,") != NULL);
	cr_bytes_free(&b);
	/* what has other columns is not ours to cut */
	cr_event resumed = event_of(CR_RUN_BEGIN, 1, 5);
	log = (cr_csv_log){ .path = path, .no_time = 1 };
	cr_error e;
	cr_csv_log_event(&log, &resumed);
	ck_assert_int_eq(cr_csv_log_close(&log, &e), CR_ERR_FORMAT);
	ck_assert(strstr(e.text, "log.csv: the log of another run: its columns differ") != NULL);
	log = (cr_csv_log){ .path = "/dev/full" };
	cr_csv_log_event(&log, &begin);
	send_epoch(&log, 1);
	ck_assert_int_eq(cr_csv_log_close(&log, &e), CR_ERR_IO);
	ck_assert_str_eq(e.text, "/dev/full: cannot be written: No space left on device");
	clean();
}
END_TEST

/* What a run of one epoch shows. */
static void show(int terminal, int width, char *out, size_t size)
{
	FILE *f = tmpfile();
	cr_progress p;
	cr_event events[] = { event_of(CR_RUN_BEGIN, 1, 0), event_of(CR_STEP, 1, 5), event_of(CR_EPOCH_END, 1, 10),
		              event_of(CR_RUN_END, 1, 10) };
	cr_progress_init(&p, f);
	ck_assert_int_eq(p.terminal, 0);
	p.terminal = terminal;
	p.width = width;
	for (size_t i = 0; i < sizeof events / sizeof events[0]; i++)
		cr_progress_event(&p, &events[i]);
	rewind(f);
	size_t n = fread(out, 1, size - 1, f);
	out[n] = 0;
	fclose(f);
}

START_TEST(without_a_terminal_there_is_one_line_an_epoch)
{
	char text[1024];
	show(0, 80, text, sizeof text);
	ck_assert_str_eq(text, "epoch 1/3  loss 0.3122  accuracy 0.8910  val_loss 0.5000  val_accuracy 0.1250  0.0 s\n");
}
END_TEST

START_TEST(the_bar_fits_any_terminal)
{
	char text[1024];
	show(1, 90, text, sizeof text);
	ck_assert(strstr(text, "\repoch 1/3 [############------------]  5/10  loss 0.3122  accuracy 0.8910  ETA 0:00\x1b[K\r\x1b[K"
	                       "epoch 1/3  loss 0.3122") == text);
	for (int width = 10; width < 120; width++) {
		show(1, width, text, sizeof text);
		char *end = strstr(text, "\x1b[K");
		ck_assert(end && text[0] == '\r');
		ck_assert_int_lt(end - text - 1, width);
	}
}
END_TEST

START_TEST(an_image_is_shown_in_text)
{
	static const unsigned char pixels[] = { 0, 255, 128, 0, 255, 128, 0, 255, 255 };
	static const float floats[] = { -1, 1, -1, 1 };
	char text[512];
	FILE *f = tmpfile();
	cr_picture(f, pixels, CR_U8, 3, 3, 0, 0, CR_PICTURE_ASCII, "> ");
	cr_picture(f, floats, CR_F32, 2, 2, -1, 1, CR_PICTURE_SHADES, NULL);
	cr_picture(f, floats, CR_F32, 2, 2, -1, 1, CR_PICTURE_GREY, "");
	rewind(f);
	text[fread(text, 1, sizeof text - 1, f)] = 0;
	ck_assert_str_eq(text, ">  @+\n>  ==\n \xe2\x96\x88\n"
	                       "\x1b[38;5;232m\x1b[48;5;232m\xe2\x96\x80\x1b[38;5;255m\x1b[48;5;255m\xe2\x96\x80\x1b[0m\n");
	fclose(f);
	setenv("LC_ALL", "C", 1);
	ck_assert_int_eq(cr_picture_style(stdout), CR_PICTURE_ASCII);
	f = tmpfile();
	setenv("LC_ALL", "C.UTF-8", 1);
	ck_assert_int_eq(cr_picture_style(f), CR_PICTURE_SHADES);
	fclose(f);
}
END_TEST

Suite *store_suite(void);
Suite *store_suite(void)
{
	Suite *suite = suite_create("store");
	TCase *tc = tcase_create("files");
	tcase_add_test(tc, a_file_is_replaced_in_one_piece);
	tcase_add_test(tc, what_is_not_committed_was_never_there);
	tcase_add_test(tc, a_full_disk_leaves_the_old_file);
	tcase_add_test(tc, a_folder_that_is_not_there_is_named);
	suite_add_tcase(suite, tc);
	tc = tcase_create("events");
	tcase_add_test(tc, several_callbacks_are_joined);
	tcase_add_test(tc, ctrl_c_stops_and_saves);
	tcase_add_test(tc, the_log_of_a_resumed_run_is_that_of_a_whole_one);
	tcase_add_test(tc, the_log_can_have_steps_and_seconds);
	tcase_add_test(tc, without_a_terminal_there_is_one_line_an_epoch);
	tcase_add_test(tc, the_bar_fits_any_terminal);
	tcase_add_test(tc, an_image_is_shown_in_text);
	suite_add_tcase(suite, tc);
	return suite;
}
