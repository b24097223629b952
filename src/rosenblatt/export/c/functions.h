/* Functions of exported C headers, which need nothing but math.h.

   A header gets the source of those that it uses: with its own prefix in place of model_ and MODEL_, and in single
   precision with float in place of double, also in the names of mathematical functions and in constants. They are
   separated by blank lines. The activations are those of activations.py, for one number. avr-libc lacks expm1 and
   log1p, which are therefore written with tanh and log. */

#include <math.h>

#define MODEL_READ(address) (*(address))

/* 1 / (1 + exp(-z)), from 0 to 1; exp never gets a positive number, whose power could overflow. */
static inline double model_logistic(double z)
{
    const double power = exp(-fabs(z));
    return (z >= 0.0 ? 1.0 : power) / (1.0 + power);
}

/* z where it is above 0, else 0. */
static inline double model_relu(double z)
{
    return z > 0.0 ? z : 0.0;
}

/* z where it is above 0, else a hundredth of it. */
static inline double model_leaky_relu(double z)
{
    return z > 0.0 ? z : 0.01 * z;
}

/* exp(z) - 1 without cancellation, for z of at most 0. */
static inline double model_power_less_one(double z)
{
    const double half = tanh(0.5 * z);
    return 2.0 * half / (1.0 - half);
}

/* z where it is above 0, else exp(z) - 1. */
static inline double model_elu(double z)
{
    return z > 0.0 ? z : model_power_less_one(z);
}

/* z where it is above 0, else exp(z) - 1, each times a constant. */
static inline double model_selu(double z)
{
    return 1.0507009873554805 * (z > 0.0 ? z : 1.6732632423543772 * model_power_less_one(z));
}

/* z times the share of a normal distribution that lies below z. */
static inline double model_gelu(double z)
{
    return 0.5 * z * (1.0 + erf(z * 0.7071067811865476));
}

/* z times logistic(z). */
static inline double model_silu(double z)
{
    return z * model_logistic(z);
}

/* ln(1 + exp(z)); the quotient makes up for the rounding of the sum (Kahan's formula for log1p). */
static inline double model_softplus(double z)
{
    const double power = exp(-fabs(z)), sum = 1.0 + power;
    return model_relu(z) + (sum > 1.0 ? log(sum) * (power / (sum - 1.0)) : power);
}

/* z times tanh(softplus(z)). */
static inline double model_mish(double z)
{
    return z * tanh(model_softplus(z));
}

/* 1 where z is above 0, else 0. */
static inline double model_above_zero(double z)
{
    return z > 0.0 ? 1.0 : 0.0;
}

/* exp(z) of each of n neurons, divided by their sum; less the largest z, so that no power overflows. */
static inline void model_softmax(double *values, int n)
{
    double largest = values[0], sum = 0.0;
    for (int place = 1; place < n; place++) {
        if (values[place] > largest) {
            largest = values[place];
        }
    }
    for (int place = 0; place < n; place++) {
        values[place] = exp(values[place] - largest);
        sum += values[place];
    }
    for (int place = 0; place < n; place++) {
        values[place] /= sum;
    }
}

/* Copies n numbers of a constant array. */
static inline void model_load(const double *constants, double *values, int n)
{
    for (int place = 0; place < n; place++) {
        values[place] = MODEL_READ(constants + place);
    }
}

/* Adds to the sum of each neuron its inputs times its weights. */
static inline void model_add_products(
    const double *inputs, int n_inputs, const double *weights, double *sums, int n_sums)
{
    for (int neuron = 0; neuron < n_sums; neuron++) {
        double sum = sums[neuron];
        for (int place = 0; place < n_inputs; place++) {
            sum += inputs[place] * MODEL_READ(weights);
            weights++;
        }
        sums[neuron] = sum;
    }
}

/* The place of the largest of n values; of equal ones the first. */
static inline int model_largest(const double *values, int n)
{
    int best = 0;
    for (int place = 1; place < n; place++) {
        if (values[place] > values[best]) {
            best = place;
        }
    }
    return best;
}

/* Whether n values are finite: neither missing nor infinite. */
static inline int model_are_finite(const double *values, int n)
{
    for (int place = 0; place < n; place++) {
        if (!isfinite(values[place])) {
            return 0;
        }
    }
    return 1;
}

/* Sets n values to "not a number". */
static inline void model_set_nan(double *values, int n)
{
    for (int place = 0; place < n; place++) {
        values[place] = NAN;
    }
}

/* A value, or its replacement where it is missing. */
static inline double model_filled(double value, double fill)
{
    return isnan(value) ? fill : value;
}

/* Copies n values, the missing ones replaced. */
static inline void model_fill(const double *values, const double *fills, double *filled, int n)
{
    for (int place = 0; place < n; place++) {
        filled[place] = model_filled(values[place], MODEL_READ(fills + place));
    }
}

/* Subtracts from each of n numbers its mean, and divides by its scale. */
static inline void model_standardise(
    const double *values, const double *means, const double *scales, double *inputs, int n)
{
    for (int place = 0; place < n; place++) {
        inputs[place] = (values[place] - MODEL_READ(means + place)) / MODEL_READ(scales + place);
    }
}

/* An input for each category: 1 for the one given, else 0; NAN if it is missing. */
static inline void model_one_hot(double category, double *inputs, int n)
{
    for (int place = 0; place < n; place++) {
        inputs[place] = isfinite(category) ? (category == (double)place ? 1.0 : 0.0) : NAN;
    }
}

/* The number of a category; that of the rest for one that the network does not know. */
static inline double model_known(double category, int n, double rest)
{
    return category < 0.0 || category >= (double)n ? rest : category;
}

/* Sine and cosine of a value that begins again after a period. */
static inline void model_circle(double value, double period, double *inputs)
{
    const double angle = 6.283185307179586 * value / period;
    inputs[0] = sin(angle);
    inputs[1] = cos(angle);
}

/* The time from the mean to a day and hour, in days, divided by the scale. */
static inline double model_elapsed(double day, double hour, const double *date)
{
    return (day - MODEL_READ(date) + (hour - MODEL_READ(date + 1)) / 24.0) / MODEL_READ(date + 2);
}

/* Whether a day has a month and a weekday: it is not missing, and within a million days of 1970. */
static inline int model_is_day(double day)
{
    return fabs(day) < 1000000.0;
}

/* The month of a day since 1970-01-01, 0 for January (H. Hinnant, civil_from_days, 2014). */
static inline double model_month(double day)
{
    if (!model_is_day(day)) {
        return NAN;
    }
    const long days = (long)floor(day) + 719468L + 146097L * 10L;
    const long of_era = days % 146097L;
    const long year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    const long of_year = of_era - (365 * year + year / 4 - year / 100);
    return (double)(((5 * of_year + 2) / 153 + 2) % 12);
}

/* The weekday of a day since 1970-01-01, which was a Thursday; 0 for Monday. */
static inline double model_weekday(double day)
{
    return model_is_day(day) ? (double)(((long)floor(day) + 3L + 7000000L) % 7L) : NAN;
}

/* From numbers as the network gives them to the targets' own units. */
static inline void model_to_units(double *numbers, const double *means, const double *scales, int n)
{
    for (int place = 0; place < n; place++) {
        numbers[place] = numbers[place] * MODEL_READ(scales + place) + MODEL_READ(means + place);
    }
}

/* Steps between edges: 0 below the lower edge, 1 above the upper edge, linear in between. */
static inline void model_encode_steps(
    const double *inputs, const double *columns, const double *lows, const double *widths, double *steps, int n)
{
    for (int place = 0; place < n; place++) {
        const double input = inputs[(int)MODEL_READ(columns + place)];
        const double step = (input - MODEL_READ(lows + place)) / MODEL_READ(widths + place);
        steps[place] = step < 0.0 ? 0.0 : step > 1.0 ? 1.0 : step;
    }
}

/* Adds what a network answers, times its share. */
static inline void model_add_votes(const double *votes, const double *share, double *outputs, int n)
{
    for (int place = 0; place < n; place++) {
        outputs[place] += votes[place] * MODEL_READ(share);
    }
}

/* A number in the unit of the training targets, and in their range. */
static inline double model_in_range(double output, const double *range)
{
    const double value = MODEL_READ(range) + MODEL_READ(range + 1) * output;
    const double low = MODEL_READ(range + 2), high = MODEL_READ(range + 3);
    return value < low ? low : value > high ? high : value;
}
