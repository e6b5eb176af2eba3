/* math.c - elementary functions of Lua's numbers (doubles) that give the same bits on every machine.
 *
 * Only + - * /, sqrt, floor, fmod and integer operations are used, which IEEE 754 fixes; no libm function that may
 * differ between libraries. Polynomials and the splitting of constants are those of FreeBSD's msun (e_exp.c, e_log.c,
 * k_sin.c, k_cos.c, s_atan.c); errors are below one unit in the last place over the usual range. The operator `^` on
 * two Lua numbers is Lua's own and uses the C library's pow, which is not ours to replace. */
#include "binding.h"

#include <float.h>
#include <math.h>
#include <string.h>

static double scale_by_two(double x, int k)
{
	for (; k > 1000; k -= 1000)
		x *= 0x1p1000;
	for (; k < -1000; k += 1000)
		x *= 0x1p-1000;
	uint64_t bits = (uint64_t)(k + 1023) << 52;
	double factor;
	memcpy(&factor, &bits, sizeof factor);
	return x * factor;
}

/* exp(x) = 2^k exp(r), |r| <= ln2/2; exp(r) = 1 + 2r/(R(r) - r) */
static double our_exp(double x)
{
	static const double ln2_hi = 6.93147180369123816490e-01, ln2_lo = 1.90821492927058770002e-10;
	static const double p[] = { 1.66666666666666019037e-01, -2.77777777770155933842e-03, 6.61375632143793436117e-05,
	                            -1.65339022054652515390e-06, 4.13813679705723846039e-08 };
	if (x != x || x > 710)
		return x != x ? x : (double)INFINITY;
	if (x < -746)
		return 0;
	double k = floor(x * 1.44269504088896338700 + 0.5);
	double hi = x - k * ln2_hi, lo = k * ln2_lo, r = hi - lo, t = r * r;
	double c = r - t * (p[0] + t * (p[1] + t * (p[2] + t * (p[3] + t * p[4]))));
	return scale_by_two(1 - ((lo - (r * c) / (2 - c)) - hi), (int)k);
}

/* log(2^k (1+f)), 1+f in [sqrt(1/2), sqrt 2); s = f/(2+f), log(1+f) = 2s + s R(s^2) */
static double our_log(double x)
{
	static const double ln2_hi = 6.93147180369123816490e-01, ln2_lo = 1.90821492927058770002e-10;
	static const double l[] = { 6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01,
	                            2.222219843214978396e-01, 1.818357216161805012e-01, 1.531383769920937332e-01,
	                            1.479819860511658591e-01 };
	if (x != x || x < 0)
		return (double)NAN;
	if (x == 0)
		return -(double)INFINITY;
	if (x > DBL_MAX)
		return x;
	int k = 0;
	if (x < DBL_MIN) {
		x *= 0x1p54;
		k = -54;
	}
	uint64_t bits;
	memcpy(&bits, &x, sizeof bits);
	k += (int)(bits >> 52) - 1023;
	bits = (bits & 0xfffffffffffffu) | (uint64_t)1023 << 52;
	memcpy(&x, &bits, sizeof x);
	if (x > 1.41421356237309504880) {
		x *= 0.5;
		k++;
	}
	double f = x - 1, s = f / (2 + f), z = s * s, half = 0.5 * f * f;
	double r = z * (l[0] + z * (l[1] + z * (l[2] + z * (l[3] + z * (l[4] + z * (l[5] + z * l[6]))))));
	return k * ln2_hi - ((half - (s * (half + r) + k * ln2_lo)) - f);
}

static double kernel_sin(double x)
{
	double z = x * x;
	return x + x * z * (-1.66666666666666324348e-01 + z * (8.33333333332248946124e-03 + z * (-1.98412698298579493134e-04
	       + z * (2.75573137070700676789e-06 + z * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10)))));
}

static double kernel_cos(double x)
{
	double z = x * x;
	double r = z * (4.16666666666666019037e-02 + z * (-1.38888888888741095749e-03 + z * (2.48015872894767294178e-05
	           + z * (-2.75573143513906633035e-07 + z * (2.08757232129817482790e-09 + z * -1.13596475577881948265e-11)))));
	double half = 0.5 * z, w = 1 - half;
	return w + (((1 - w) - half) + z * r);
}

/* x = q pi/2 + r by three parts of pi/2; beyond 2^30 quarter turns the argument is first taken modulo 2 pi. */
static double reduce_turn(double x, int *quadrant)
{
	static const double a = 1.57079632673412561417e+00, b = 6.07710050630396597660e-11, c = 2.02226624879595063154e-21;
	if (fabs(x) > 1e9)
		x = fmod(x, 6.28318530717958647692);
	double q = floor(x * 0.636619772367581343076 + 0.5);
	*quadrant = (int)((int64_t)q & 3);
	return ((x - q * a) - q * b) - q * c;
}

static double our_sin(double x)
{
	int q;
	if (!(fabs(x) <= DBL_MAX))
		return (double)NAN;
	double r = reduce_turn(x, &q), v = q & 1 ? kernel_cos(r) : kernel_sin(r);
	return q & 2 ? -v : v;
}

static double our_cos(double x)
{
	int q;
	if (!(fabs(x) <= DBL_MAX))
		return (double)NAN;
	double r = reduce_turn(x, &q), v = q & 1 ? kernel_sin(r) : kernel_cos(r);
	return q == 1 || q == 2 ? -v : v;
}

/* |x| reduced to below 7/16 about 0, 1/2, 1, 3/2 or infinity */
static double our_atan(double x)
{
	static const double at[] = { 4.63647609000806093515e-01, 7.85398163397448278999e-01, 9.82793723247329054082e-01,
	                             1.57079632679489655800e+00 };
	static const double p[] = { 3.33333333333329318027e-01, -1.99999999998764832476e-01, 1.42857142725034663711e-01,
	                            -1.11111104054623557880e-01, 9.09088713343650656196e-02, -7.69187620504482999495e-02,
	                            6.66107313738753120669e-02, -5.83357013379057348645e-02, 4.97687799461593236017e-02,
	                            -3.65315727442169155270e-02, 1.62858201153657823623e-02 };
	if (x != x)
		return x;
	double y = fabs(x), base = 0;
	if (y >= 2.4375) {
		base = at[3];
		y = y > DBL_MAX ? 0 : -1 / y;
	} else if (y >= 1.1875) {
		base = at[2];
		y = (y - 1.5) / (1 + 1.5 * y);
	} else if (y >= 0.6875) {
		base = at[1];
		y = (y - 1) / (y + 1);
	} else if (y >= 0.4375) {
		base = at[0];
		y = (2 * y - 1) / (2 + y);
	}
	double z = y * y, s = p[10];
	for (int i = 9; i >= 0; i--)
		s = p[i] + z * s;
	double v = base + (y - y * z * s);
	return x < 0 ? -v : v;
}

static double our_atan2(double y, double x)
{
	static const double pi = 3.14159265358979311600;
	if (x != x || y != y)
		return (double)NAN;
	if (x == 0 && y == 0)
		return signbit(x) ? (signbit(y) ? -pi : pi) : y;
	if (x == 0)
		return y > 0 ? pi / 2 : -pi / 2;
	bool both = fabs(x) > DBL_MAX && fabs(y) > DBL_MAX;
	double v = our_atan(both ? 1 : fabs(y / x));
	v = x < 0 || (x == 0 && signbit(x)) ? pi - v : v;
	return signbit(y) ? -v : v;
}

/* ---- as Lua sees them --------------------------------------------------------------------------------------- */

static int math_exp(lua_State *L) { lua_pushnumber(L, our_exp(luaL_checknumber(L, 1))); return 1; }
static int math_sin(lua_State *L) { lua_pushnumber(L, our_sin(luaL_checknumber(L, 1))); return 1; }
static int math_cos(lua_State *L) { lua_pushnumber(L, our_cos(luaL_checknumber(L, 1))); return 1; }

static int math_tan(lua_State *L)
{
	double x = luaL_checknumber(L, 1);
	lua_pushnumber(L, our_sin(x) / our_cos(x));
	return 1;
}

static int math_atan(lua_State *L)
{
	lua_pushnumber(L, our_atan2(luaL_checknumber(L, 1), luaL_optnumber(L, 2, 1)));
	return 1;
}

static int math_asin(lua_State *L)
{
	double x = luaL_checknumber(L, 1);
	lua_pushnumber(L, our_atan2(x, sqrt((1 - x) * (1 + x))));
	return 1;
}

static int math_acos(lua_State *L)
{
	double x = luaL_checknumber(L, 1);
	lua_pushnumber(L, our_atan2(sqrt((1 - x) * (1 + x)), x));
	return 1;
}

static int math_log(lua_State *L)
{
	double v = our_log(luaL_checknumber(L, 1));
	if (!lua_isnoneornil(L, 2)) {
		double base = luaL_checknumber(L, 2);
		v = base == 2 ? v * 1.44269504088896338700 : v / our_log(base);
	}
	lua_pushnumber(L, v);
	return 1;
}

/* math.random is Lua's xoshiro256** with a fixed seed; a note says once that it was used. */
static int noted_random(lua_State *L)
{
	Script *s = script_of(L);
	if (!s->random_noted) {
		s->random_noted = true;
		model_note(s->cc, where(L), "math.random gives the same numbers in every run; cr.rng_* draw at run time");
	}
	lua_pushvalue(L, lua_upvalueindex(1));
	lua_insert(L, 1);
	lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
	return lua_gettop(L);
}

static int fixed_seed(lua_State *L)
{
	if (lua_isnoneornil(L, 1))
		fail(L, "math.randomseed: a number expected; found none, which would make every run different");
	lua_pushvalue(L, lua_upvalueindex(1));
	lua_insert(L, 1);
	lua_call(L, lua_gettop(L) - 1, 0);
	return 0;
}

void math_open(lua_State *L)
{
	static const luaL_Reg functions[] = {
		{ "exp", math_exp }, { "sin", math_sin }, { "cos", math_cos }, { "tan", math_tan }, { "atan", math_atan },
		{ "asin", math_asin }, { "acos", math_acos }, { "log", math_log }, { NULL, NULL },
	};
	luaL_setfuncs(L, functions, 0);
	lua_getfield(L, -1, "randomseed");
	lua_pushvalue(L, -1);
	lua_pushinteger(L, 20);
	lua_pushinteger(L, 0);
	lua_call(L, 2, 0);
	lua_pushcclosure(L, fixed_seed, 1);
	lua_setfield(L, -2, "randomseed");
	lua_getfield(L, -1, "random");
	lua_pushcclosure(L, noted_random, 1);
	lua_setfield(L, -2, "random");
}
