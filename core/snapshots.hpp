// Snapshots: copies of a training state, written to memory that was allocated before. The layout of a record is that of
// rosenblatt.training.snapshots.record_layout: the head, then the parts without gaps.
#pragma once

#include <cstring>
#include <limits>

#include "isa.hpp"

namespace ROSENBLATT_ISA {


// Whether a snapshot is taken at the end of an epoch.
inline bool is_due(const Snapshots& snapshots, i64 epoch) {
    if (!snapshots.epochs) return snapshots.steps || epoch % snapshots.every == 0;
    for (i64 i = 0; i < snapshots.n_epochs; ++i)  // a few hundred at most
        if (snapshots.epochs[i] >= epoch) return snapshots.epochs[i] == epoch;
    return false;
}

// Whether there is room for the snapshots of another epoch.
inline bool has_room(const Snapshots* snapshots, i64 steps_in_epoch) {
    return !snapshots || snapshots->left >= (snapshots->steps ? steps_in_epoch : 1);
}

inline HistoryRow no_row() {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    return {nan, nan, nan, nan, nan, nan, nan, nan, nan};
}

// Returns the position of the first part.
inline std::uint8_t* write_head(std::uint8_t* record, i64 batch, const HistoryRow& row) {
    const SnapshotHead head{0, batch, row};
    std::memcpy(record, &head, sizeof head);
    return record + sizeof head;
}

// Copy `n` values; return the position of the next part.
template <class T>
inline std::uint8_t* put(std::uint8_t* to, const T* from, i64 n) {
    const std::size_t bytes = static_cast<std::size_t>(n) * sizeof(T);
    if (bytes) std::memcpy(to, from, bytes);
    return to + bytes;
}

// Complete a record, and go to the next one.
inline void end_record(Snapshots& snapshots, std::uint8_t* to) {
    std::uint8_t* const end = snapshots.next + snapshots.size;
    if (to < end) std::memset(to, 0, static_cast<std::size_t>(end - to));
    snapshots.next = end;
    --snapshots.left;
}

}  // namespace ROSENBLATT_ISA
