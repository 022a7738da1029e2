// The texts of notices, config/templates/{zh,en}/<template>.txt, checked at start so that no send can fail on one.
// A file's first line is "Subject: ...". {{name}} stands for a value. A line that begins with "[name] " is there only
// when that value is given, one that begins with "[!name] " only when it is not.
// Used by the sender. Pure but for load().
#pragma once

#include "common/core/result.hpp"
#include "services/notification/notices.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace guiyi::notification {

/// A notice ready to be sent.
struct rendered {
    std::string subject; ///< one line
    std::string body;    ///< UTF-8, lines end in \n

    friend bool operator==(const rendered&, const rendered&) = default;
};

class templates {
  public:
    /// Reads every template of both languages.
    /// @errors errc::not_found naming a missing file; errc::invalid naming file and line (no subject, unknown name)
    static result<templates> load(const std::filesystem::path& folder);

    /// @param language anything but "en" is answered in Chinese
    /// @errors errc::not_found for a template this program does not know
    result<rendered> render(std::string_view template_id, std::string_view language,
                            const template_values& values) const;

  private:
    struct line {
        std::string condition; ///< name, "!name" or empty
        std::string text;
    };
    struct text {
        std::string subject;
        std::vector<line> lines;
    };
    static result<text> read(const std::filesystem::path& file, std::string_view template_id);

    std::map<std::string, text, std::less<>> texts_; // "zh/placed"
};

/// Every template there is.
const std::vector<std::string>& template_ids();

} // namespace guiyi::notification
