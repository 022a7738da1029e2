// Facts of the casework stream about what the words of a complaint suggest. Produced by casework as the complaint comes
// in; shown to officers, and the order of the queue follows the urgency. A hint never decides (PIPL §24(3)).
#pragma once

#include "common/core/ids.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace guiyi::events {

/// The words that led to a hint, as the complaint's summary shows them (masked).
struct hint_span {
    std::string field;     ///< JSON pointer into the summary: "/narrative", "/calls/0/transcript", "/amount"
    std::int64_t at = 0;   ///< first byte in that field
    std::int64_t size = 0; ///< bytes
    std::string words;     ///< the same bytes, so that a hint can be read alone
};
BOOST_DESCRIBE_STRUCT(hint_span, (), (field, at, size, words))

/// One suggestion and what it rests on.
struct hint {
    std::string axis;        ///< nature | category | harm | technique | caution | action
    std::string code;        ///< of that axis, as config/taxonomy.toml names it
    std::int64_t weight = 0; ///< of its words together; compares suggestions of one axis
    std::vector<hint_span> because;
};
BOOST_DESCRIBE_STRUCT(hint, (), (axis, code, weight, because))

/// What a complaint's own words suggest; of each axis the strongest first.
struct complaint_hinted {
    static constexpr std::string_view type = "complaint_hinted";
    receipt_no receipt;
    std::string urgency; ///< now (money is moving, somebody is in danger) | soon | normal
    std::string nature;  ///< the strongest suggestion, or empty
    std::string category;
    std::string desk;     ///< kind of desk: samr association 12321 telecom police, or empty
    std::string referral; ///< "P": a police referral is offered, without waiting for any clock; or empty
    std::vector<hint> hints;
};
BOOST_DESCRIBE_STRUCT(complaint_hinted, (), (receipt, urgency, nature, category, desk, referral, hints))

using triage_facts = std::variant<complaint_hinted>;

} // namespace guiyi::events
