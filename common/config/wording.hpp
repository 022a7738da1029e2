// The names that notices and the public status use for desks, grounds and laws, in the reader's language. From config.
// Used by notification and intake.
#pragma once

#include "common/config/desks.hpp"
#include "common/config/rulebook.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace guiyi::config {

class wording {
  public:
    /// Both must outlive it. @param rulebooks the latest in force first
    wording(const desk_book& desks, const std::vector<rulebook>& rulebooks) : desks_(desks), rulebooks_(rulebooks) {}

    /// The organisation and the desk, in "en" or else Chinese, as everywhere; the id where the desk is not in config
    /// any more.
    std::string desk(const desk_id& id, std::string_view language) const;
    /// NA1..NA7, T1..T8 in words; empty for a code no rulebook has.
    /// @param instrument whose list it stands in, where that is known: an order and its successor may use one code for
    ///        different grounds
    std::string ground(std::string_view code, std::string_view language, std::string_view instrument = {}) const;
    /// "《市场监督管理投诉举报处理办法》第十六条第一款"; the instrument's code where no rulebook names it; empty without an
    /// article. @param last_is_item the article's last part names one of a list, as grounds are
    std::string basis(std::string_view instrument, std::string_view article, std::string_view language,
                      bool last_is_item = false) const;

  private:
    const desk_book& desks_;
    const std::vector<rulebook>& rulebooks_;
};

} // namespace guiyi::config
