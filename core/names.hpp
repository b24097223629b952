// Names cross the border between Python and C++ as names; here they become enumeration values.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "types.hpp"

namespace rosenblatt {

template <class Value, std::size_t n>
Value named(const char* what, const std::string& name, const std::pair<std::string_view, Value> (&table)[n]) {
    for (const auto& [known, value] : table)
        if (known == name) return value;
    throw std::invalid_argument(std::string("the core knows no ") + what + " named '" + name + "'");
}

inline Activation activation_named(const std::string& name) {
    static constexpr std::pair<std::string_view, Activation> table[] = {
        {"identity", Activation::identity}, {"logistic", Activation::logistic}, {"tanh", Activation::tanh},
        {"relu", Activation::relu}, {"leaky_relu", Activation::leaky_relu}, {"elu", Activation::elu},
        {"selu", Activation::selu}, {"gelu", Activation::gelu}, {"silu", Activation::silu},
        {"mish", Activation::mish}, {"softplus", Activation::softplus}, {"exp", Activation::exp},
        {"softmax", Activation::softmax}, {"step", Activation::step}};
    return named("activation", name, table);
}

inline Loss loss_named(const std::string& name) {
    static constexpr std::pair<std::string_view, Loss> table[] = {
        {"log_loss", Loss::log_loss}, {"binary_log_loss", Loss::binary_log_loss},
        {"squared_error", Loss::squared_error}, {"poisson", Loss::poisson},
        {"absolute_error", Loss::absolute_error}, {"huber", Loss::huber}, {"quantile", Loss::quantile}};
    return named("loss", name, table);
}

inline Optimizer optimizer_named(const std::string& name) {
    static constexpr std::pair<std::string_view, Optimizer> table[] = {
        {"sgd", Optimizer::sgd}, {"adam", Optimizer::adam}, {"adamw", Optimizer::adamw},
        {"rmsprop", Optimizer::rmsprop}, {"lbfgs", Optimizer::none}};
    return named("solver", name, table);
}

inline Schedule schedule_named(const std::string& name) {
    static constexpr std::pair<std::string_view, Schedule> table[] = {
        {"constant", Schedule::constant}, {"invscaling", Schedule::invscaling}, {"adaptive", Schedule::adaptive},
        {"cosine", Schedule::cosine}, {"onecycle", Schedule::onecycle}};
    return named("schedule", name, table);
}

inline Cell cell_named(const std::string& name) {
    static constexpr std::pair<std::string_view, Cell> table[] = {{"none", Cell::none}, {"elman", Cell::elman}, {"jordan", Cell::jordan}};
    return named("cell", name, table);
}

inline const char* stop_name(Stop stop) {
    switch (stop) {
        case Stop::none: return "";
        case Stop::converged: return "converged";
        case Stop::early_stopping: return "early stopping";
        case Stop::max_iter: return "max_iter";
        case Stop::diverged: return "diverged";
    }
    return "";
}

}  // namespace rosenblatt
