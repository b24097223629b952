// Names cross the border of the core as names; here they become enumeration values.
#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "types.hpp"

namespace rosenblatt {

template <class Value, std::size_t n>
std::optional<Value> named(std::string_view name, const std::pair<std::string_view, Value> (&table)[n]) {
    for (const auto& [known, value] : table)
        if (known == name) return value;
    return {};
}

inline std::optional<Activation> activation_named(std::string_view name) {
    static constexpr std::pair<std::string_view, Activation> table[] = {
        {"identity", Activation::identity}, {"logistic", Activation::logistic}, {"tanh", Activation::tanh},
        {"relu", Activation::relu}, {"leaky_relu", Activation::leaky_relu}, {"elu", Activation::elu},
        {"selu", Activation::selu}, {"gelu", Activation::gelu}, {"silu", Activation::silu},
        {"mish", Activation::mish}, {"softplus", Activation::softplus}, {"exp", Activation::exp},
        {"softmax", Activation::softmax}, {"step", Activation::step}};
    return named(name, table);
}

inline std::optional<Loss> loss_named(std::string_view name) {
    static constexpr std::pair<std::string_view, Loss> table[] = {
        {"log_loss", Loss::log_loss}, {"binary_log_loss", Loss::binary_log_loss},
        {"squared_error", Loss::squared_error}, {"poisson", Loss::poisson},
        {"absolute_error", Loss::absolute_error}, {"huber", Loss::huber}, {"quantile", Loss::quantile}};
    return named(name, table);
}

inline std::optional<Optimizer> optimizer_named(std::string_view name) {
    static constexpr std::pair<std::string_view, Optimizer> table[] = {
        {"sgd", Optimizer::sgd}, {"adam", Optimizer::adam}, {"adamw", Optimizer::adamw},
        {"rmsprop", Optimizer::rmsprop}, {"lbfgs", Optimizer::none}};
    return named(name, table);
}

inline std::optional<Schedule> schedule_named(std::string_view name) {
    static constexpr std::pair<std::string_view, Schedule> table[] = {
        {"constant", Schedule::constant}, {"invscaling", Schedule::invscaling}, {"adaptive", Schedule::adaptive},
        {"cosine", Schedule::cosine}, {"onecycle", Schedule::onecycle}};
    return named(name, table);
}

inline std::optional<Cell> cell_named(std::string_view name) {
    static constexpr std::pair<std::string_view, Cell> table[] = {{"none", Cell::none}, {"elman", Cell::elman}, {"jordan", Cell::jordan}};
    return named(name, table);
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
