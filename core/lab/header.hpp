// Reading what the page passes: words and numbers, each checked when it is read; and the message about the first wrong one.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "types.hpp"

namespace rosenblatt::lab {

// The message of the last error, in one sentence; the page shows it.
class Message {
public:
    // Replaces the message; returns false, so that a check can end with it.
    template <class... Part>
    bool say(const Part&... parts) {
        length_ = 0;
        (put(parts), ...);
        text_[length_] = '\0';
        return false;
    }
    void clear() { text_[length_ = 0] = '\0'; }
    const char* text() const { return text_; }

private:
    __attribute__((noinline)) void put(std::string_view text) {
        for (const char c : text)
            if (length_ + 1 < sizeof text_) text_[length_++] = c;
    }
    __attribute__((noinline)) void put(i64 number) {
        char digits[24];
        std::size_t n = 0;
        std::uint64_t left = number < 0 ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
        do digits[n++] = static_cast<char>('0' + left % 10);
        while (left /= 10);
        if (number < 0) put("-");
        while (n > 0) put(std::string_view(digits + --n, 1));
    }

    char text_[512] = "";
    std::size_t length_ = 0;
};

inline Message message;

// Integers beyond it are not exact in a float64.
constexpr double most_exact = 9007199254740992.0;

// Words separated by spaces, and float64 numbers; after the first error everything read is a placeholder, and ok() is false.
class Header {
public:
    Header(const char* words, i64 n_bytes, const double* numbers, i64 n_numbers)
        : words_(words, words && n_bytes > 0 ? static_cast<std::size_t>(n_bytes) : 0), numbers_(numbers), left_(numbers && n_numbers > 0 ? n_numbers : 0) {}

    bool ok() const { return ok_; }

    template <class... Part>
    void refuse(const Part&... parts) {
        if (ok_) ok_ = message.say(parts...);
    }

    std::string_view word() {
        const std::size_t begin = words_.find_first_not_of(' ');
        if (begin == words_.npos) {
            refuse("the header has too few names");
            return {};
        }
        words_.remove_prefix(begin);
        const std::string_view word = words_.substr(0, words_.find(' '));
        words_.remove_prefix(word.size());
        return word;
    }

    // The value of a name that the core knows.
    template <class Find>
    auto known(std::string_view what, Find find) {
        using Value = typename decltype(find(std::string_view{}))::value_type;
        const std::string_view name = word();
        const auto value = find(name);
        if (!value) refuse("there is no ", what, " named '", name, "'");
        return value.value_or(Value{});
    }

    // Consecutive numbers, read in place; null if there are too few.
    const double* numbers(std::string_view what, i64 n) {
        if (!ok_ || n < 0 || n > left_) {
            refuse(what, " needs ", n, " numbers, the header has ", left_, " left");
            return nullptr;
        }
        left_ -= n;
        const double* const found = numbers_;
        numbers_ += n;
        return found;
    }

    // The same, if none is infinite or undefined.
    const double* finite(std::string_view what, i64 n) {
        const double* const found = numbers(what, n);
        for (i64 i = 0; found && i < n; ++i)
            if (!std::isfinite(found[i])) refuse(what, ": number ", i + 1, " of ", n, " is infinite or undefined");
        return ok_ ? found : nullptr;
    }

    double number(std::string_view what) {
        const double* const found = numbers(what, 1);
        return found ? *found : 0;
    }

    enum class Ends { closed, open_below, open_above, open };
    double number(std::string_view what, double least, double most, Ends ends = Ends::closed) {
        const double value = number(what);
        const bool above = ends == Ends::open_below || ends == Ends::open ? value > least : value >= least;
        const bool below = ends == Ends::open_above || ends == Ends::open ? value < most : value <= most;
        if (!above || !below) refuse(what, " is out of bounds");
        return ok_ ? value : least;
    }

    i64 integer(std::string_view what, i64 least, i64 most) {
        const double value = number(what);
        const bool whole = value >= -most_exact && value <= most_exact && value == std::floor(value);
        if (!whole)
            refuse(what, " must be an integer");
        else if (static_cast<i64>(value) < least || static_cast<i64>(value) > most)
            refuse(what, " must be from ", least, " to ", most, ", got ", static_cast<i64>(value));
        return ok_ ? static_cast<i64>(value) : least;
    }

    bool flag(std::string_view what) { return integer(what, 0, 1) == 1; }

    // Whether everything was read and nothing is left over.
    bool ends() {
        if (left_ > 0) refuse("the header has ", left_, " numbers too many");
        if (words_.find_first_not_of(' ') != words_.npos) refuse("the header has too many names");
        return ok_;
    }

private:
    std::string_view words_;
    const double* numbers_;
    i64 left_;
    bool ok_ = true;
};

// Copies parts of a state one after the other, into bytes or out of them.
class Bytes {
public:
    explicit Bytes(std::uint8_t* at) : at_(at) {}
    template <class T>
    void put(const T* from, i64 n) {
        std::uint8_t* const to = next<T>(n);
        if (n > 0) std::memcpy(to, from, static_cast<std::size_t>(n) * sizeof(T));
    }
    template <class T>
    void take(T* to, i64 n) {
        const std::uint8_t* const from = next<T>(n);
        if (n > 0) std::memcpy(to, from, static_cast<std::size_t>(n) * sizeof(T));
    }

private:
    template <class T>
    std::uint8_t* next(i64 n) {
        std::uint8_t* const here = at_;
        at_ += n * static_cast<i64>(sizeof(T));
        return here;
    }
    std::uint8_t* at_;
};

// Whether a counter of a state can still be counted up.
inline bool is_count(i64 n) { return n >= 0 && n < static_cast<i64>(most_exact); }

inline i64 in_words(i64 n_bytes) { return (n_bytes + 7) / 8 * 8; }

}  // namespace rosenblatt::lab
