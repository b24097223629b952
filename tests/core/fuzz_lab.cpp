// Random headers, plans and states for the C functions of core/lab.cpp, compiled with the sanitizers by `make sanitize`.
//
// A header begins as a correct one, small and random; then words and numbers are changed, dropped or doubled. What is accepted is
// trained, read, stored and loaded again with arrays of right and of wrong sizes. Nothing may read or write outside of them.
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>
#include <vector>

struct Lab;
extern "C" {
const char* lab_last_error();
Lab* lab_make(const char*, int, const double*, int);
void lab_unmake(Lab*);
void lab_fresh(Lab*, unsigned);
int lab_run(Lab*, double*, int, double);
int lab_step(Lab*, double*, int);
void lab_status(const Lab*, double*);
int lab_n_parameters(const Lab*);
int lab_n_training(const Lab*);
int lab_parameters(const Lab*, double*, int);
int lab_edit(Lab*, const double*, int);
int lab_order(const Lab*, double*, int);
int lab_forward(Lab*, const double*, int, double*, int);
int lab_layer_values(Lab*, const double*, int, int, double*, double*, int);
int lab_gradient(Lab*, const double*, int, double*, double*, int, double*, int);
int lab_snapshot_size(const Lab*);
int lab_snapshot(const Lab*, unsigned char*, int);
int lab_load(Lab*, unsigned char*, int);
int lab_replan(Lab*, const char*, int, const double*, int);
}

namespace {

std::mt19937_64 generator(1);
int below(int n) { return static_cast<int>(generator() % static_cast<unsigned>(n)); }
bool chance(int one_in) { return below(one_in) == 0; }
double real() { return std::uniform_real_distribution<double>(-2, 2)(generator); }

struct Header {
    std::vector<std::string> words;
    std::vector<double> numbers;

    void add(std::initializer_list<double> values) { numbers.insert(numbers.end(), values); }
    std::string text() const {
        std::string joined;
        for (const std::string& word : words) joined += word + " ";
        return joined;
    }
};

const char* one_of(std::initializer_list<const char*> names) { return names.begin()[below(static_cast<int>(names.size()))]; }

void add_plan(Header& h, const char* loss, int n_hidden, bool judged) {
    h.words.insert(h.words.end(), {loss, one_of({"adam", "adamw", "sgd", "rmsprop"}), one_of({"constant", "invscaling", "adaptive", "cosine", "onecycle"})});
    h.add({0.01, double(below(9)), 0.01, 0.5, double(1 + below(30)), double(below(2)), 1e-4, double(1 + below(5)), double(judged && chance(2))});
    h.add({0.9, double(below(2)), 0.9, 0.999, 1e-8, 0.5, chance(2) ? 1.0 : std::numeric_limits<double>::infinity(), 0});
    const bool drops = n_hidden > 0 && chance(3);
    h.add({drops ? double(n_hidden) : 0});
    for (int l = 0; drops && l < n_hidden; ++l) h.add({0.25});
}

// A correct header; `inputs` and `hidden` are its shape.
Header network(int& inputs, int& hidden, const char*& loss, bool& judged) {
    Header h;
    hidden = below(4);
    inputs = 1 + below(4);
    const bool classes = chance(2);
    const int outputs = classes ? 2 + below(3) : 1 + below(2), rows = 1 + below(12);
    loss = classes ? "log_loss" : one_of({"squared_error", "absolute_error", "huber", "quantile"});
    h.words = {"network", one_of({"auto", "he_uniform", "zeros", "unit_uniform"}), "relu"};
    h.add({double(hidden + 1), double(inputs)});
    for (int l = 0; l < hidden; ++l) {
        h.words.push_back(one_of({"tanh", "relu", "gelu", "softplus", "logistic", "selu"}));
        h.add({double(1 + below(5))});
    }
    h.words.push_back(classes ? "softmax" : "identity");
    h.add({double(outputs), 1, double(outputs), double(rows)});
    for (int i = 0; i < rows * inputs; ++i) h.add({real()});
    for (int i = 0; i < rows * (classes ? 1 : outputs); ++i) h.add({classes ? double(below(outputs)) : real()});
    judged = false;
    for (int i = 0; i < rows; ++i) {
        const bool out = i > 0 && chance(4);
        judged = judged || out;
        h.add({double(out)});
    }
    h.add({double(below(1000)), 0, 0});
    add_plan(h, loss, hidden, judged);
    return h;
}

void add_rule(Header& h, bool judged) {
    h.words.push_back(one_of({"none", "l2", "l1", "elasticnet"}));
    h.add({0.01, 0.3, double(below(2)), double(1 + below(20)), 1e-3, double(below(2)), 0.5, double(judged && chance(2)), double(1 + below(4)), double(below(3))});
}

Header perceptron(int& inputs, bool& judged) {
    Header h;
    h.words = {"perceptron"};
    inputs = 1 + below(30);
    const int classes = 2 + below(3), rows = 1 + below(12);
    h.add({double(inputs), double(classes), double(rows)});
    for (int i = 0; i < rows * inputs; ++i) h.add({real()});
    for (int i = 0; i < rows; ++i) h.add({double(below(classes))});
    judged = false;
    for (int i = 0; i < rows; ++i) {
        const bool out = i > 0 && chance(4);
        judged = judged || out;
        h.add({double(out)});
    }
    h.add({double(below(1000))});
    add_rule(h, judged);
    return h;
}

double odd_number() {
    const double odd[] = {-1, 0, 0.5, 1, 2, 7, 625, 1e5, 1e9, 3e9, 1e18, 1e300, -1e300, std::nan(""), std::numeric_limits<double>::infinity()};
    return chance(3) ? real() * 100 : odd[below(15)];
}

void damage(Header& h) {
    for (int n = below(4); n > 0; --n) {
        const int at = h.numbers.empty() ? 0 : below(static_cast<int>(h.numbers.size()));
        switch (below(6)) {
            case 0: if (!h.numbers.empty()) h.numbers[static_cast<std::size_t>(chance(2) ? at % 8 % static_cast<int>(h.numbers.size()) : at)] = odd_number(); break;
            case 1: h.numbers.resize(static_cast<std::size_t>(at)); break;
            case 2: h.numbers.insert(h.numbers.begin() + at, odd_number()); break;
            case 3: if (!h.words.empty()) h.words.erase(h.words.begin() + below(static_cast<int>(h.words.size()))); break;
            case 4: if (!h.words.empty()) h.words[static_cast<std::size_t>(below(static_cast<int>(h.words.size())))] = one_of({"", "network", "softmax", "step", "exp", "lbfgs", "poisson", "x"}); break;
            default: h.words.push_back(one_of({"tanh", "adam", "  "})); break;
        }
    }
}

// An exact array on the heap, so that a read or write beside it is found.
std::vector<double> numbers(int n) {
    std::vector<double> values(static_cast<std::size_t>(n < 0 ? 0 : n));
    for (double& value : values) value = real();
    return values;
}

void use(Lab* lab, int inputs, Header other) {
    double status[8], loss;
    std::vector<double> rows(9 * 40);
    const int n = lab_n_parameters(lab), n_training = lab_n_training(lab);
    std::vector<double> parameters = numbers(n + below(2)), order = numbers(n_training + below(2));
    for (int turn = 0; turn < 6; ++turn) {
        switch (below(9)) {
            case 0: lab_run(lab, rows.data(), 1 + below(40), chance(2) ? 1e-4 : 1.0); break;
            case 1: lab_step(lab, rows.data(), below(5)); break;
            case 2: if (lab_parameters(lab, parameters.data(), static_cast<int>(parameters.size())) == 0) lab_edit(lab, parameters.data(), static_cast<int>(parameters.size())); break;
            case 3: lab_order(lab, order.data(), static_cast<int>(order.size())); break;
            case 4: {
                const std::vector<double> X = numbers(inputs * below(300) + (chance(4) ? 1 : 0));
                std::vector<double> out = numbers(static_cast<int>(X.size()) / inputs * (1 + below(4)));
                lab_forward(lab, X.data(), static_cast<int>(X.size()), out.data(), static_cast<int>(out.size()));
                std::vector<double> z(out.size());
                lab_layer_values(lab, X.data(), static_cast<int>(X.size()), below(6) - 1, z.data(), out.data(), static_cast<int>(out.size()));
                break;
            }
            case 5: {
                std::vector<double> chosen;
                for (int i = below(6); i > 0; --i) chosen.push_back(chance(9) ? odd_number() : below(n_training > 0 ? n_training : 1));
                std::vector<double> gradient = numbers(n);
                lab_gradient(lab, chosen.data(), static_cast<int>(chosen.size()), &loss, gradient.data(), n, nullptr, 0);
                break;
            }
            case 6: {
                std::vector<unsigned char> state(static_cast<std::size_t>(lab_snapshot_size(lab)));
                if (lab_snapshot(lab, state.data(), static_cast<int>(state.size())) != 0) std::exit(2);
                for (int i = below(4); i > 0 && !state.empty(); --i) state[generator() % state.size()] = static_cast<unsigned char>(generator());
                if (chance(5)) state.resize(state.size() - 8);
                lab_load(lab, state.data(), static_cast<int>(state.size()));
                break;
            }
            case 7: {
                damage(other);
                const std::string words = other.text();
                lab_replan(lab, words.data(), static_cast<int>(words.size()), other.numbers.data(), static_cast<int>(other.numbers.size()));
                break;
            }
            default: lab_fresh(lab, static_cast<unsigned>(generator())); break;
        }
        lab_status(lab, status);
    }
}

}  // namespace

int main(int, char** arguments) {
    const int n = std::atoi(arguments[1]);
    int accepted = 0;
    for (int i = 0; i < n; ++i) {
        int inputs = 1, hidden = 0;
        bool judged = false;
        const char* loss = "log_loss";
        const bool is_rule = chance(3);
        Header header = is_rule ? perceptron(inputs, judged) : network(inputs, hidden, loss, judged), other;
        is_rule ? add_rule(other, judged) : add_plan(other, loss, hidden, judged);
        if (!chance(3)) damage(header);
        const std::string words = header.text();
        Lab* const lab = lab_make(words.data(), static_cast<int>(words.size()), header.numbers.data(), static_cast<int>(header.numbers.size()));
        if (!lab) {
            if (!*lab_last_error()) return 3;
            continue;
        }
        ++accepted;
        use(lab, inputs, other);
        lab_unmake(lab);
    }
    std::printf("%d headers: %d accepted, %d refused in words\n", n, accepted, n - accepted);
    return accepted > n / 4 && accepted < n ? 0 : 4;
}
