#include "services/casework/letter_api.hpp"

#include "common/core/digest.hpp"
#include "common/http/json.hpp"
#include "common/runtime/execute.hpp"
#include "services/casework/actions.hpp"
#include "services/casework/body_reader.hpp"
#include "services/casework/letter_answer.hpp"
#include "services/casework/reveal.hpp"
#include "services/casework/rows.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace guiyi::casework {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

constexpr std::size_t field_chars_max = 4000;
constexpr std::size_t code_chars_max = 40;
constexpr std::size_t reason_chars_max = 500;
constexpr std::size_t check_bytes = 16;

http::response not_found(http::language in, std::string_view zh, std::string_view en) {
    return http::to_response(fail(errc::not_found, std::string(in == http::language::zh ? zh : en)), in);
}
http::response no_case(http::language in) { return not_found(in, "没有这个案件", "there is no such case"); }
http::response no_letter(http::language in) { return not_found(in, "没有这份文书", "there is no such letter"); }

/// "field: what" belongs to that field.
http::response refused(const error& why, http::language in) {
    const auto colon = why.detail.find(": ");
    if (why.code != errc::invalid || colon == std::string::npos) return http::to_response(why, in);
    const auto detail = in == http::language::zh ? why.detail.substr(colon + 2) : why.detail;
    return http::to_response(http::invalid_problem({{"/" + why.detail.substr(0, colon), "invalid", detail}}, in));
}

/// What keeps a letter from being made or read, for an officer; the program's own words are for the log.
error no_file(const error& why, http::language in) {
    const auto said = [&](std::string_view zh, std::string_view en) {
        return refuse(why.code, deciding_in(in), zh, en);
    };
    switch (why.code) {
        case errc::not_found:
            return said("文书的文件不在，或者已随投诉依法删除",
                        "the letter's file is gone, or was erased with the complaint");
        case errc::timeout:
            return said("文书的PDF生成超时，请稍后再试", "the letter's PDF took too long to make; try again later");
        case errc::too_large: return said("文书的PDF过大", "the letter's PDF is too large");
        case errc::unavailable:
            return said("现在不能生成或者保存文书，请告知系统管理员",
                        "letters cannot be made or kept now; tell the administrator");
        default: return why;
    }
}

/// A header may hold ASCII only, so its text is percent-encoded.
std::string percent_decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte =
            text[i] == '%' && i + 2 < text.size() ? from_hex(text.substr(i + 1, 2)) : fail(errc::invalid, "");
        if (byte)
            out += *byte, i += 2;
        else
            out += text[i];
    }
    return out;
}

std::string check_code(const privacy::vault::data_key& key, const letter_no& of) {
    const std::string_view secret(reinterpret_cast<const char*>(key.bytes.data()), key.bytes.size());
    const auto hex = to_hex(keyed_blake2b(secret, "letter-check|" + of.str(), check_bytes));
    std::string out;
    for (std::size_t i = 0; i < hex.size(); i += 8) out += (i ? "-" : "") + hex.substr(i, 8);
    return out;
}

} // namespace

/// What a preview or an issue asks for.
struct letter_api::asked {
    letter_request what;
    const letter_form* form = nullptr;
    letter_values fields;
    std::string reveal; ///< why clear data is to be seen
    std::string format; ///< html | pdf
};

namespace {

/// The fields of a form out of {"fields": {...}}, every fault by its pointer.
void read_fields(const json::value* from, const letter_form& form, bool all_needed, http::language in,
                 letter_values& to, std::vector<http::field_error>& faults) {
    static const json::object none;
    const bool zh = in == http::language::zh;
    if (from && !from->is_object()) {
        faults.push_back({"/fields", "wrong_type", zh ? "应为对象" : "must be an object"});
        return;
    }
    body_reader reader(from ? from->get_object() : none, in);
    for (const auto& field : form.fields) {
        auto value =
            reader.text(field.name, field.required && all_needed ? need::required : need::optional, field_chars_max);
        if (field.is_date && !value.empty() && !parse_date(value))
            reader.refuse(field.name, "invalid_date", "应为日期，如2026-04-30", "must be a date, such as 2026-04-30");
        if (!value.empty()) to.emplace(field.name, std::move(value));
    }
    reader.finish();
    for (auto& fault : reader.take()) {
        fault.pointer = "/fields" + fault.pointer;
        faults.push_back(std::move(fault));
    }
}

json::array texts(const std::vector<std::string>& from) { return json::array(from.begin(), from.end()); }

json::object shown(const letter_form& form) {
    json::array fields;
    for (const auto& one : form.fields)
        fields.push_back(json::object{{"name", one.name},
                                      {"zh", one.label_zh},
                                      {"en", one.label_en},
                                      {"required", one.required},
                                      {"kind", one.is_date ? "date" : "text"}});
    return {{"form", form.id},
            {"title_zh", form.title_zh},
            {"title_en", form.title_en},
            {"addressees", texts(form.addressees)},
            {"channels", texts(form.channels)},
            {"after", texts(form.after)},
            {"fields", std::move(fields)},
            {"basis", json::parse(to_row(form.basis))}};
}

} // namespace

letter_api::letter_api(letter_parts parts) : parts_(std::move(parts)), store_(parts_.folder), pdf_(parts_.pdf) {}

letter_api::~letter_api() {
    pdf_.stop();
    making_.join();
    disk_.join();
}

void letter_api::add_staff_routes(http::router& to) {
    using enum http::method;
    const std::string letters = "/api/v1/cases/{case_no}/letters";
    to.add(get, letters, [this](http::request& from) -> answer { co_return list(from); });
    to.add(get, letters + "/{letter}", [this](http::request& from) -> answer { co_return one(from); });
    to.add(get, letters + "/{letter}/{format}", [this](http::request& from) { return file(from); });
    to.add(post, letters, [this](http::request& from) { return issue(from); });
    to.add(post, letters + ":preview", [this](http::request& from) { return preview(from); });
    to.add(post, letters + "/{letter}/dispatch", [this](http::request& from) { return dispatch(from); });
}

json::object letter_api::shown(const letter_no& which, const letter_row& row) const {
    json::object out = json::parse(to_row(row)).as_object();
    out["letter"] = which.str();
    out["state"] = !row.issued() ? "numbered" : row.replaced_by.empty() ? "issued" : "replaced";
    if (!row.issued()) out.erase("issued_at");
    const auto* form = parts_.book.find(row.form);
    out["title_zh"] = form ? form->title_zh : row.form;
    out["title_en"] = form ? form->title_en : row.form;
    if (row.issued())
        for (const std::string format : {"html", "pdf"})
            out[format] = "/api/v1/cases/" + row.of_case.str() + "/letters/" + which.str() + "/" + format;
    return out;
}

http::response letter_api::list(const http::request& from) const {
    const case_no which{std::string(from.param("case_no"))};
    const auto row = load_case(parts_.committed, which);
    if (!row) return no_case(http::language_of(from));
    json::array letters, forms;
    for (const auto& [id, letter] : letters_of(parts_.committed, which)) letters.push_back(shown(id, letter));
    for (const auto& form : parts_.book.forms()) {
        if (!form.is_for(row->track)) continue;
        letter_request what{which,
                            form.id,
                            form.addressees.front(),
                            receipt_behind(parts_.committed, which),
                            "zh",
                            {},
                            {},
                            deciding_in(http::language_of(from))};
        auto entry = casework::shown(form);
        const auto may = may_issue(form, parts_.by.law, what, *row, parts_.committed);
        entry["possible"] = bool(may);
        entry["called_for"] = is_called_for(form, decisions_of(parts_.committed, which, what.receipt));
        entry["why_not"] = may ? json::value(nullptr) : json::value(may.error().detail);
        forms.push_back(std::move(entry));
    }
    return http::json_response(200, {{"letters", std::move(letters)}, {"forms", std::move(forms)}});
}

http::response letter_api::one(const http::request& from) const {
    const letter_no which{std::string(from.param("letter"))};
    const auto row = load_letter(parts_.committed, which);
    if (!row || row->of_case.str() != from.param("case_no")) return no_letter(http::language_of(from));
    return http::json_response(200, shown(which, *row));
}

boost::system::result<letter_api::asked, http::problem> letter_api::read(const http::request& from) const {
    const auto in = http::language_of(from);
    const bool zh = in == http::language::zh;
    const auto body = http::parse_body(from);
    if (!body) return body.error();
    const json::object none;
    const auto* object = body->if_object();
    json::object rest = object ? *object : none;
    const json::value* fields = object ? object->if_contains("fields") : nullptr;
    rest.erase("fields");
    body_reader reader(rest, in);
    asked out;
    out.what.on = case_no(std::string(from.param("case_no")));
    out.what.who = officer_id(from.principal);
    out.what.in = deciding_in(in);
    out.what.form = reader.text("form", need::required, code_chars_max);
    out.what.addressee = reader.text("addressee", need::optional, code_chars_max);
    out.what.receipt = receipt_no(reader.text("receipt_no", need::optional, code_chars_max));
    out.what.language = reader.text("language", need::optional, code_chars_max);
    const bool previews = from.path.ends_with(":preview");
    if (previews) {
        out.reveal = reader.text("reveal", need::optional, reason_chars_max);
        out.format = reader.text("format", need::optional, code_chars_max);
    } else {
        out.what.replaces = letter_no(reader.text("replaces", need::optional, code_chars_max));
    }
    out.form = parts_.book.find(out.what.form);
    if (!out.what.form.empty() && !out.form)
        reader.refuse("form", "not_in_list", "没有这种文书", "there is no such form");
    if (out.form && out.what.addressee.empty()) out.what.addressee = out.form->addressees.front();
    if (out.what.language.empty()) out.what.language = "zh";
    if (out.what.language != "zh" && out.what.language != "en")
        reader.refuse("language", "not_in_list", "只能是：zh en", "must be one of: zh en");
    if (out.format.empty()) out.format = "html";
    if (out.format != "html" && out.format != "pdf")
        reader.refuse("format", "not_in_list", "只能是：html pdf", "must be one of: html pdf");
    const bool given = !out.what.receipt.empty();
    if (!given) out.what.receipt = receipt_behind(parts_.committed, out.what.on);
    if (given && case_of(parts_.committed, out.what.receipt) != out.what.on)
        reader.refuse("receipt_no", "invalid", "不是本案的投诉", "is no complaint of this case");
    reader.finish();
    auto faults = reader.take();
    if (out.form) read_fields(fields, *out.form, !previews, in, out.fields, faults);
    // What is said within must be inside the date that it has to be said by.
    if (const auto due = load_clock(parts_.committed, out.what.on, "K1"); out.form && due)
        if (const auto until = out.fields.find("deadline"); until != out.fields.end() && until->second > due->due_on)
            faults.push_back({"/fields/deadline", "too_late",
                              zh ? "须在作出是否受理决定的期限（" + due->due_on + "）之内，该期限不因补证而顿"
                                 : "must be within the date for deciding on acceptance (" + due->due_on +
                                       "), which does not pause"});
    if (!faults.empty()) return http::invalid_problem(std::move(faults), in);
    return out;
}

letter_subject letter_api::subject_of(const asked& what, const case_row& row, party who) const {
    const auto* desk = parts_.by.desks.find(row.desk);
    return {what.what,   *what.form, desk ? parts_.book.authority_of(desk->organisation) : nullptr,     std::move(who),
            what.fields, {},         format_date(date_at(parts_.time.now(), parts_.by.law.utc_offset)), {}};
}

asio::awaitable<result<void>> letter_api::note_look(const http::request& from, const receipt_no& of,
                                                    const std::string& reason) {
    struct nothing {};
    const officer_id who(from.principal);
    const auto in = deciding_in(http::language_of(from));
    runtime::decide_with_reply<nothing> decide = [of, who, reason, in](const store::view& state, instant, nothing&) {
        return decide_reveal(of, who, reason, state, in);
    };
    const auto said = co_await runtime::execute<nothing>(parts_.runs, from.traceparent, std::move(decide));
    if (!said) co_return said.error();
    co_return result<void>();
}

/// The making blocks, so it leaves the connection's thread; the answer comes back to it.
asio::awaitable<result<std::string>> letter_api::to_pdf(std::string html, guiyi::language in) {
    if (waiting_.fetch_add(1) >= waiting_max) {
        --waiting_;
        co_return refuse(errc::busy, in, "正在生成的文书太多，请一分钟后再试",
                         "too many letters are being made; try again in a minute");
    }
    const auto here = co_await asio::this_coro::executor;
    co_await asio::post(asio::bind_executor(making_.get_executor(), asio::use_awaitable));
    auto made = pdf_.write(html);
    --waiting_;
    co_await asio::post(asio::bind_executor(here, asio::use_awaitable));
    co_return made;
}

letter_api::answer letter_api::preview(http::request& from) {
    const auto in = http::language_of(from);
    if (from.principal.empty()) co_return http::to_response(http::status_problem(401, in));
    const auto row = load_case(parts_.committed, case_no(std::string(from.param("case_no"))));
    if (!row) co_return no_case(in);
    const auto what = read(from);
    if (!what) co_return http::to_response(what.error());
    if (auto may = may_issue(*what->form, parts_.by.law, what->what, *row, parts_.committed);
        !may && !what->form->is_for(row->track))
        co_return refused(may.error(), in);
    if (!what->form->goes_to(what->what.addressee))
        co_return refused(may_issue(*what->form, parts_.by.law, what->what, *row, parts_.committed).error(), in);
    auto who = unseal_party(parts_.committed, parts_.keys, what->what.receipt);
    if (!who) co_return refused(no_contact(who.error(), deciding_in(in)), in);
    if (what->reveal.empty()) {
        who = masked(*who);
    } else {
        const auto noted = co_await note_look(from, what->what.receipt, what->reveal);
        if (!noted) co_return refused(noted.error(), in);
    }
    const auto subject = subject_of(*what, *row, std::move(*who));
    auto html = parts_.book.render(*what->form, what->what.language, content_of(subject, parts_.by, parts_.committed));
    if (what->format == "html") co_return document(std::move(html), "html", {}, "draft");
    auto pdf = co_await to_pdf(std::move(html), deciding_in(in));
    if (!pdf) co_return refused(no_file(pdf.error(), in), in);
    co_return document(std::move(*pdf), "pdf", {}, "draft");
}

/// Makes both files and keeps them.
asio::awaitable<result<events::letter_issued>> letter_api::keep(const asked& what, const numbered_letter& as,
                                                                const case_row& row) {
    const auto key = parts_.keys.find(what.what.receipt.str());
    if (!key) co_return key.error();
    auto who = unseal_party(parts_.committed, parts_.keys, what.what.receipt);
    if (!who) co_return who.error();
    auto subject = subject_of(what, row, std::move(*who));
    subject.number = as.number;
    subject.issued_on = as.issued_on;
    subject.check_code = check_code(*key, as.letter);
    auto html = parts_.book.render(*what.form, what.what.language, content_of(subject, parts_.by, parts_.committed));
    std::string for_pdf = html;
    auto pdf = co_await to_pdf(std::move(for_pdf), what.what.in);
    if (!pdf) co_return pdf.error();
    events::letter_issued out;
    out.of_case = what.what.on;
    out.letter = as.letter;
    out.html_bytes = static_cast<std::int64_t>(html.size());
    out.pdf_bytes = static_cast<std::int64_t>(pdf->size());
    out.issued_on = as.issued_on;
    out.officer = what.what.who;
    out.basis = what.form->basis;
    const auto here = co_await asio::this_coro::executor;
    co_await asio::post(asio::bind_executor(disk_.get_executor(), asio::use_awaitable));
    const auto kept_html = store_.keep(*key, as.letter.str(), html);
    const auto kept_pdf = kept_html ? store_.keep(*key, as.letter.str(), *pdf) : kept_html;
    co_await asio::post(asio::bind_executor(here, asio::use_awaitable));
    if (!kept_html) co_return kept_html.error();
    if (!kept_pdf) co_return kept_pdf.error();
    out.html_sha256 = *kept_html;
    out.pdf_sha256 = *kept_pdf;
    co_return out;
}

letter_api::answer letter_api::issue(http::request& from) {
    const auto in = http::language_of(from);
    if (from.principal.empty()) co_return http::to_response(http::status_problem(401, in));
    const auto row = load_case(parts_.committed, case_no(std::string(from.param("case_no"))));
    if (!row) co_return no_case(in);
    const auto what = read(from);
    if (!what) co_return http::to_response(what.error());
    // Before a number is spent: may it, is there somebody to write to, and does nothing reach who must not read it.
    if (auto may = may_issue(*what->form, parts_.by.law, what->what, *row, parts_.committed); !may)
        co_return refused(may.error(), in);
    auto who = unseal_party(parts_.committed, parts_.keys, what->what.receipt);
    if (!who) co_return refused(no_contact(who.error(), deciding_in(in)), in);
    const auto trial = subject_of(*what, *row, std::move(*who));
    if (const auto leak = leak_in(trial, *row)) {
        const std::string detail = in == http::language::zh ? "含有不得告知被投诉（举报）方的信息"
                                                            : "holds what the respondent must not be told (O121 §37)";
        co_return http::to_response(http::invalid_problem({{*leak, "not_for_respondent", detail}}, in));
    }

    runtime::decide_with_reply<numbered_letter> number =
        [this, asked_for = what->what](const store::view& state, instant now, numbered_letter& reply) {
            return decide_number(parts_.book, parts_.by.law, asked_for, state, now, reply);
        };
    const auto numbered = co_await runtime::execute<numbered_letter>(parts_.runs, from.traceparent, std::move(number));
    if (!numbered) co_return refused(numbered.error(), in);
    const auto made = co_await keep(*what, *numbered, *row);
    if (!made) co_return refused(no_file(made.error(), in), in);

    struct nothing {};
    runtime::decide_with_reply<nothing> record = [fact = *made, in](const store::view& state, instant, nothing&) {
        return decide_issue(fact, state, deciding_in(in));
    };
    const auto issued = co_await runtime::execute<nothing>(parts_.runs, from.traceparent, std::move(record));
    if (!issued && issued.error().code == errc::conflict) {
        // Another attempt was first; what this one made nobody will ever serve.
        const auto stands = load_letter(parts_.committed, numbered->letter);
        for (const auto& hash : {made->html_sha256, made->pdf_sha256})
            if (stands && hash != stands->html_sha256 && hash != stands->pdf_sha256) store_.drop(hash);
    }
    if (!issued) co_return refused(issued.error(), in);
    const auto stands = load_letter(parts_.committed, numbered->letter);
    co_return http::json_response(201, shown(numbered->letter, stands.value_or(letter_row{})));
}

result<std::string> letter_api::kept(const letter_no& which, const letter_row& row, std::string_view format) const {
    const auto key = parts_.keys.find(row.receipt.str());
    if (!key) return key.error();
    return store_.open(*key, which.str(), format == "pdf" ? row.pdf_sha256 : row.html_sha256);
}

letter_api::answer letter_api::file(http::request& from) {
    const auto in = http::language_of(from);
    if (from.principal.empty()) co_return http::to_response(http::status_problem(401, in));
    const letter_no which{std::string(from.param("letter"))};
    const std::string format(from.param("format"));
    const auto row = load_letter(parts_.committed, which);
    if (!row || !row->issued() || row->of_case.str() != from.param("case_no") || (format != "html" && format != "pdf"))
        co_return no_letter(in);
    const auto reason = percent_decoded(from.header("reveal-reason"));
    if (reason.empty() || reason.size() > reason_chars_max * 4)
        co_return http::to_response(http::invalid_problem(
            {{"/Reveal-Reason", "required",
              in == http::language::zh ? "文书含有个人信息：请在Reveal-Reason中写明查看理由（百分号编码）"
                                       : "a letter holds personal data: say why in Reveal-Reason (percent-encoded)"}},
            in));
    const auto noted = co_await note_look(from, row->receipt, reason);
    if (!noted) co_return refused(noted.error(), in);
    const auto here = co_await asio::this_coro::executor;
    co_await asio::post(asio::bind_executor(disk_.get_executor(), asio::use_awaitable));
    auto bytes = kept(which, *row, format);
    co_await asio::post(asio::bind_executor(here, asio::use_awaitable));
    if (!bytes) co_return refused(no_file(bytes.error(), in), in);
    co_return document(std::move(*bytes), format, format == "pdf" ? row->pdf_sha256 : row->html_sha256, which.str());
}

letter_api::answer letter_api::dispatch(http::request& from) {
    const auto in = http::language_of(from);
    if (from.principal.empty()) co_return http::to_response(http::status_problem(401, in));
    const auto body = http::parse_body(from);
    if (!body) co_return http::to_response(body.error());
    const json::object none;
    const auto* object = body->if_object();
    body_reader reader(object ? *object : none, in);
    const auto channel = reader.text("channel", need::required, code_chars_max);
    const auto note = reader.text("note", need::optional, field_chars_max);
    reader.finish();
    if (!reader.good()) co_return http::to_response(http::invalid_problem(reader.take(), in));
    const case_no on{std::string(from.param("case_no"))};
    const letter_no which{std::string(from.param("letter"))};
    const officer_id who(from.principal);
    struct nothing {};
    runtime::decide_with_reply<nothing> decide = [this, on, which, channel, note, who, in](const store::view& state,
                                                                                           instant, nothing&) {
        return decide_dispatch(parts_.book, on, which, channel, note, who, state, deciding_in(in));
    };
    const auto said = co_await runtime::execute<nothing>(parts_.runs, from.traceparent, std::move(decide));
    if (!said) co_return refused(said.error(), in);
    co_return http::json_response(200, shown(which, load_letter(parts_.committed, which).value_or(letter_row{})));
}

} // namespace guiyi::casework
