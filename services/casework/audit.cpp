#include "services/casework/audit.hpp"

namespace guiyi::casework {

result<bus::position> verify(const bus::bus& on) { return bus::verify_chain(on, events::stream::casework); }

} // namespace guiyi::casework
