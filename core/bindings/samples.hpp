// Samples and their targets as Python passes them, dense or sparse.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "bindings/border.hpp"

namespace rosenblatt {

// Samples as Python passed them; keeps the arrays alive. Every row and column index is checked at construction.
class SampleArrays {
public:
    static SampleArrays* dense(AnyArray X, std::optional<AnyArray> numbers, std::optional<Array<const std::int32_t, 2>> classes,
                               std::optional<AnyArray> weight, std::optional<Array<const i64, 1>> rows) {
        require(X.ndim() == 2, "X must have two dimensions");
        auto* self = new SampleArrays(std::move(X), std::move(numbers), std::move(classes), std::move(weight), std::move(rows));
        self->n_rows_ = static_cast<i64>(self->X_.shape(0));
        self->n_features_ = static_cast<i64>(self->X_.shape(1));
        return self->checked();
    }

    // The last columns of X are positions: of column c from 0 to step_starts[c + 1] - step_starts[c].
    static SampleArrays* stepped(AnyArray X, Array<const i64, 1> step_starts, std::optional<AnyArray> numbers, std::optional<Array<const std::int32_t, 2>> classes,
                                 std::optional<AnyArray> weight, std::optional<Array<const i64, 1>> rows) {
        require(X.ndim() == 2, "X must have two dimensions");
        const i64 n_rows = static_cast<i64>(X.shape(0)), width = static_cast<i64>(X.shape(1)), n_stepped = static_cast<i64>(step_starts.shape(0)) - 1;
        const i64* const starts = step_starts.data();
        bool fits = n_stepped >= 1 && n_stepped < width && starts[0] == 0;
        for (i64 c = 0; fits && c < n_stepped; ++c) fits = starts[c] < starts[c + 1];
        require(fits, "step_starts must rise from 0, with fewer positions than columns");
        const bool are_positions = is_double(X) ? has_positions<double>(X, n_rows, width, starts, n_stepped) : is_float(X) && has_positions<float>(X, n_rows, width, starts, n_stepped);
        require(are_positions, "a position is beyond the steps of its column");
        auto* self = new SampleArrays(std::move(X), std::move(numbers), std::move(classes), std::move(weight), std::move(rows));
        self->n_rows_ = n_rows;
        self->n_features_ = width - n_stepped + starts[n_stepped];
        self->step_starts_ = std::move(step_starts);
        return self->checked();
    }

    static SampleArrays* sparse(AnyArray values, Array<const std::int32_t, 1> columns, Array<const i64, 1> starts, i64 n_features,
                                std::optional<AnyArray> numbers, std::optional<Array<const std::int32_t, 2>> classes,
                                std::optional<AnyArray> weight, std::optional<Array<const i64, 1>> rows) {
        require(values.ndim() == 1 && starts.shape(0) >= 1 && columns.shape(0) == values.shape(0), "a CSR matrix needs as many columns as values");
        auto* self = new SampleArrays(std::move(values), std::move(numbers), std::move(classes), std::move(weight), std::move(rows));
        self->n_rows_ = static_cast<i64>(starts.shape(0)) - 1;
        self->n_features_ = n_features;
        bool fits = starts.data()[0] >= 0 && starts.data()[self->n_rows_] <= static_cast<i64>(columns.shape(0));
        for (i64 i = 0; i < self->n_rows_; ++i) fits = fits && starts.data()[i] <= starts.data()[i + 1];
        for (std::size_t i = 0; i < columns.shape(0); ++i) fits = fits && columns.data()[i] >= 0 && columns.data()[i] < n_features;
        self->columns_ = std::move(columns);
        self->starts_ = std::move(starts);
        if (!fits) {
            delete self;
            refuse("a CSR matrix has row starts or column indices out of bounds");
        }
        return self->checked();
    }

    // Consecutive rows of X; `targets` gives for each the row of its target, or -1.
    static SampleArrays* sequences(AnyArray X, std::optional<AnyArray> numbers, std::optional<Array<const std::int32_t, 2>> classes,
                                   std::optional<AnyArray> weight, std::optional<Array<const i64, 1>> rows, Array<const i64, 1> offsets,
                                   std::optional<Array<const i64, 1>> targets) {
        require(X.ndim() == 2, "X must have two dimensions");
        require(offsets.shape(0) >= 2, "sequences need offsets: where each begins, and behind the last one");
        const i64 n_sequences = static_cast<i64>(offsets.shape(0)) - 1, n_rows = static_cast<i64>(X.shape(0));
        const i64* const edges = offsets.data();
        bool fits = edges[0] == 0 && edges[n_sequences] == n_rows;
        for (i64 i = 0; i < n_sequences; ++i) fits = fits && edges[i] < edges[i + 1];
        require(fits, "offsets must rise from 0 to the rows of X");
        auto* self = new SampleArrays(std::move(X), std::move(numbers), std::move(classes), std::move(weight), std::move(rows));
        self->n_rows_ = n_rows;
        self->n_features_ = static_cast<i64>(self->X_.shape(1));
        self->offsets_ = std::move(offsets);
        self->targets_ = std::move(targets);
        return self->checked();
    }

    bool doubles() const { return is_double(X_); }
    nb::dlpack::dtype dtype() const { return X_.dtype(); }
    bool is_sparse() const { return starts_.has_value(); }
    i64 n_steps() const { return step_starts_ ? step_starts_->data()[step_starts_->shape(0) - 1] : 0; }
    bool has_rows() const { return rows_.has_value(); }
    i64 n_rows() const { return n_rows_; }
    i64 n_features() const { return n_features_; }
    bool is_sequences() const { return offsets_.has_value(); }
    i64 n_samples() const { return rows_ ? static_cast<i64>(rows_->shape(0)) : n_units(); }

    // Steps of the selected sequences, the longest first.
    std::vector<i64> lengths() const {
        std::vector<i64> lengths;
        for (i64 i = 0; i < n_samples(); ++i) {
            const i64 sequence = rows_ ? rows_->data()[i] : i;
            lengths.push_back(offsets_->data()[sequence + 1] - offsets_->data()[sequence]);
        }
        std::sort(lengths.rbegin(), lengths.rend());
        return lengths;
    }

    // Whether targets exist, of the kind that the loss needs and as wide as the network's outputs.
    void check_targets(const Shape& shape, Loss loss) const {
        require(numbers_ || classes_, "samples to train on need targets");
        require((loss == Loss::log_loss) == (shape.last().activation == Activation::softmax), "log_loss goes with softmax");
        if (classes_) {
            require(loss == Loss::log_loss, "this loss needs targets as numbers, not class indices");
            require(static_cast<i64>(classes_->shape(1)) == shape.n_groups, "classes need a column for each group of outputs");
            for (i64 i = 0; i < static_cast<i64>(classes_->shape(0)); ++i)
                for (i64 g = 0; g < shape.n_groups; ++g) {
                    const std::int32_t index = classes_->data()[i * shape.n_groups + g];
                    require(index >= 0 && index < shape.groups[g], "a class index is out of bounds");
                }
        } else {
            require(static_cast<i64>(numbers_->shape(1)) == shape.n_outputs(), "targets need a column for each output");
        }
    }

    template <class T>
    Samples<T> view() const {
        Samples<T> s{};
        if (is_sparse()) {
            s.values = static_cast<const T*>(X_.data());
            s.columns = columns_->data();
            s.starts = starts_->data();
        } else {
            s.X = static_cast<const T*>(X_.data());
        }
        s.n_features = n_features_;
        s.width = is_sparse() ? 0 : static_cast<i64>(X_.shape(1));
        if (step_starts_) {
            s.step_starts = step_starts_->data();
            s.n_stepped = static_cast<i64>(step_starts_->shape(0)) - 1;
        }
        if (numbers_) {
            s.numbers = static_cast<const T*>(numbers_->data());
            s.n_numbers = static_cast<i64>(numbers_->shape(1));
        }
        if (classes_) {
            s.classes = classes_->data();
            s.n_groups = static_cast<i64>(classes_->shape(1));
        }
        if (weight_) s.weight = static_cast<const T*>(weight_->data());
        if (rows_) s.rows = rows_->data();
        s.n_samples = n_samples();
        s.n_targets = s.n_samples;
        if (offsets_) {
            s.offsets = offsets_->data();
            if (targets_) s.targets = targets_->data();
            s.n_targets = 0;
            for (i64 i = 0; i < s.n_samples; ++i)
                for (i64 row = s.offsets[s.row(i)]; row < s.offsets[s.row(i) + 1]; ++row) s.n_targets += s.target(row) >= 0 ? 1 : 0;
        }
        return s;
    }

private:
    SampleArrays(AnyArray X, std::optional<AnyArray> numbers, std::optional<Array<const std::int32_t, 2>> classes, std::optional<AnyArray> weight, std::optional<Array<const i64, 1>> rows)
        : X_(std::move(X)), numbers_(std::move(numbers)), classes_(std::move(classes)), weight_(std::move(weight)), rows_(std::move(rows)) {}

    template <class T>
    static bool has_positions(const AnyArray& X, i64 n_rows, i64 width, const i64* starts, i64 n_stepped) {
        const T* row = static_cast<const T*>(X.data()) + width - n_stepped;
        for (i64 i = 0; i < n_rows; ++i, row += width)
            for (i64 c = 0; c < n_stepped; ++c)
                if (!(row[c] >= T(0) && row[c] <= static_cast<T>(starts[c + 1] - starts[c]))) return false;
        return true;
    }

    i64 n_units() const { return offsets_ ? static_cast<i64>(offsets_->shape(0)) - 1 : n_rows_; }

    // Number of rows of targets and weights: without `targets` one for each row of X.
    bool fits_rows(const std::optional<AnyArray>& array, std::size_t n_dimensions, i64 n) const {
        return !array || (array->ndim() == n_dimensions && array->dtype() == X_.dtype() && static_cast<i64>(array->shape(0)) == n);
    }

    SampleArrays* checked() {
        const i64 n = !targets_ ? n_rows_ : classes_ ? static_cast<i64>(classes_->shape(0)) : numbers_ && numbers_->ndim() == 2 ? static_cast<i64>(numbers_->shape(0)) : 0;
        bool fits = (is_float(X_) || is_double(X_)) && fits_rows(numbers_, 2, n) && fits_rows(weight_, 1, n);
        fits = fits && (!classes_ || static_cast<i64>(classes_->shape(0)) == n);
        if (rows_)
            for (std::size_t i = 0; i < rows_->shape(0); ++i) fits = fits && rows_->data()[i] >= 0 && rows_->data()[i] < n_units();
        if (targets_) {
            fits = fits && static_cast<i64>(targets_->shape(0)) == n_rows_;
            for (std::size_t i = 0; fits && i < targets_->shape(0); ++i) fits = targets_->data()[i] >= -1 && targets_->data()[i] < n;
        }
        if (!fits) {
            delete this;
            refuse("samples, targets, weights and rows do not fit together");
        }
        return this;
    }

    AnyArray X_;
    std::optional<AnyArray> numbers_;
    std::optional<Array<const std::int32_t, 2>> classes_;
    std::optional<AnyArray> weight_;
    std::optional<Array<const i64, 1>> rows_;
    std::optional<Array<const std::int32_t, 1>> columns_;
    std::optional<Array<const i64, 1>> starts_;
    std::optional<Array<const i64, 1>> offsets_, targets_, step_starts_;
    i64 n_rows_ = 0, n_features_ = 0;
};

}  // namespace rosenblatt
