// The texts of notices, config/templates/{zh,en}/<template>.txt, and text messages in <template>.sms.txt, checked at
// start so that no send can fail on one. A new wording is a file of its own, <template>.v2.txt: what is queued keeps
// the version it was queued with, so that a second attempt says the same, and the highest is what is queued from then.
// A mail's first line is "Subject: ..."; a text message has none. {{name}} stands for a value. A line that begins with
// "[name] " is there only when that value is given, one that begins with "[!name] " only when it is not.
// Used by the sender and by the preview. Pure but for load().
#pragma once

#include "common/core/result.hpp"
#include "services/notification/values.hpp"

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

enum class form { mail, sms };

class templates {
  public:
    /// Reads every template of both languages and forms, in all their versions.
    /// @errors errc::not_found naming a missing file; errc::invalid naming file and line (no subject, unknown name), or
    ///     the template whose newest version is not there in both languages
    static result<templates> load(const std::filesystem::path& folder);

    /// @param language anything but "en" is answered in Chinese
    /// @param values   those called ..._on and ..._by are dates (2026-12-01), written as the language does
    /// @param version  0 or one that is gone: the newest
    /// @errors errc::not_found for a template this program does not know
    result<rendered> render(std::string_view template_id, std::string_view language, const template_values& values,
                            form in = form::mail, std::int64_t version = 0) const;

    /// 1 or more; 0 for a template this program does not know.
    std::int64_t newest(std::string_view template_id, form in = form::mail) const;
    /// Versions there are, ascending.
    std::vector<std::int64_t> versions(std::string_view template_id, form in = form::mail) const;

  private:
    struct line {
        std::string condition; ///< name, "!name" or empty
        std::string text;
    };
    struct text {
        std::string subject;
        std::vector<line> lines;
    };
    static result<text> read(const std::filesystem::path& file, std::string_view template_id, form in);
    result<void> load_versions(const std::filesystem::path& folder, const std::string& id, form in);

    std::map<std::string, std::map<std::int64_t, text>, std::less<>> texts_; // "zh/placed.sms" -> by version
};

/// Every template there is.
const std::vector<std::string>& template_ids();

/// Something to show for every value of a template, for previews: made up, nobody's data.
template_values sample_values(std::string_view template_id, std::string_view language);

} // namespace guiyi::notification
