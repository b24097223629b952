// Memory for snapshots as Python passes it, for networks and perceptrons alike.
#pragma once

#include <optional>
#include <utility>

#include "bindings/border.hpp"
#include "seal.hpp"

namespace rosenblatt {

// Records, and when snapshots are taken; keeps the memory alive.
class SnapshotRoom {
public:
    using Records = Array<std::uint8_t, 2>;
    using Epochs = Array<const i64, 1>;

    SnapshotRoom(Records records, bool steps, Count every, std::optional<Epochs> epochs) : records_(std::move(records)), epochs_(std::move(epochs)) {
        require(every >= 1, "snapshots are taken every so many epochs, at least one");
        room = {records_.data(), static_cast<i64>(records_.shape(0)), static_cast<i64>(records_.shape(1)), steps, every,
                epochs_ ? epochs_->data() : nullptr, epochs_ ? static_cast<i64>(epochs_->shape(0)) : 0, false};
    }

    i64 taken() const { return static_cast<i64>(records_.shape(0)) - room.left; }

    Snapshots room;

private:
    Records records_;
    std::optional<Epochs> epochs_;
};

// The memory, if a record has this size and an epoch's snapshots fit; null without one.
inline Snapshots* room_for(SnapshotRoom* snapshots, std::size_t n_bytes, i64 steps_in_epoch) {
    if (!snapshots) return nullptr;
    Snapshots& room = snapshots->room;
    require(static_cast<std::size_t>(room.size) == (n_bytes + 7) / 8 * 8, "records have another size than what they are to hold");
    require(room.left >= (room.steps ? steps_in_epoch : 1), "there is no room for the snapshots of an epoch");
    return &room;
}

// Write the checksum of every record.
inline void seal(SnapshotRoom::Records records, nb::ndarray<const std::uint64_t, nb::ndim<1>, nb::c_contig, nb::device::cpu> factors,
                 std::uint64_t seed) {
    if (factors.size() == 0 || records.shape(1) != factors.size() * sizeof(std::uint64_t))
        throw nb::value_error("records need a factor for each of their words");
    const WithoutGil without_gil;
    seal_records(records.data(), records.shape(0), factors.data(), factors.size(), seed);
}

}  // namespace rosenblatt
