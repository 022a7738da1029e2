#include "services/intake/bulk_importer.hpp"

#include "common/http/json.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace guiyi::intake {

namespace asio = boost::asio;

struct bulk_importer::slot {
    line_result answer;
    std::shared_ptr<const submission> what; ///< null: refused before it was sent
    std::string trace;
    std::optional<result<submit_reply>> said;
    unsigned attempts = 0;
};

/// One place: a second end before the first is seen needs no telling of its own.
struct bulk_importer::signal {
    explicit signal(const asio::any_io_executor& on) : channel(on, 1) {}
    asio::experimental::channel<void(boost::system::error_code)> channel;
};

bulk_importer::bulk_importer(asio::any_io_executor strand, const front_desk& desk, const reading_rules& rules,
                             const clock& time, const bulk_options& options)
    : strand_(std::move(strand)),
      desk_(desk),
      rules_(rules),
      clock_(time),
      options_(options),
      ended_(std::make_shared<signal>(strand_)) {
    options_.window = std::max<std::size_t>(options_.window, 1);
}

bulk_importer::~bulk_importer() = default;

std::string line_result::to_ndjson() const {
    boost::json::object out{{"line", line}, {"status", status}};
    if (!receipt_no.empty()) out.emplace("receipt_no", receipt_no);
    if (repeat) out.emplace("repeat", true);
    if (!detail.empty()) out.emplace("detail", detail);
    if (!errors.empty()) {
        auto& list = out["errors"].emplace_array();
        for (const auto& one : errors)
            list.push_back(boost::json::object{{"pointer", one.pointer}, {"code", one.code}, {"detail", one.detail}});
    }
    return boost::json::serialize(out) + '\n';
}

asio::awaitable<std::vector<line_result>> bulk_importer::submit_line(std::uint64_t line, std::string text,
                                                                     std::string trace) {
    auto ready = co_await make_room(options_.window - 1);
    begin(line, text, std::move(trace));
    co_return ready;
}

asio::awaitable<std::vector<line_result>> bulk_importer::refuse_line(std::uint64_t line, error why) {
    auto ready = co_await make_room(options_.window - 1);
    const auto problem = http::problem_of(why, options_.language);
    auto one = std::make_shared<slot>();
    one->answer = {line, problem.status, {}, false, {}, problem.detail.empty() ? problem.title : problem.detail};
    window_.push_back(std::move(one));
    co_return ready;
}

asio::awaitable<std::vector<line_result>> bulk_importer::finish() {
    auto ready = co_await make_room(0);
    co_return ready;
}

/// Reads the line and, if it is good, hands it to the service before anything else can come between.
void bulk_importer::begin(std::uint64_t line, const std::string& text, std::string trace) {
    auto one = std::make_shared<slot>();
    one->answer.line = line;
    one->trace = std::move(trace);
    window_.push_back(one);
    const auto parsed = http::parse_json(text, options_.language);
    if (!parsed) {
        one->answer.status = parsed.error().status;
        one->answer.errors = parsed.error().errors;
        one->answer.detail = parsed.error().detail;
        return;
    }
    const instant now = clock_.now();
    const reading read = read_complaint(*parsed, door::bulk, rules_, now);
    if (!read.refused.empty()) {
        one->answer.status = 422;
        one->answer.errors = in_words(read.refused, options_.language);
        return;
    }
    one->what = std::make_shared<const submission>(desk_.door().prepare(read, {}, now));
    send(one);
}

void bulk_importer::send(const std::shared_ptr<slot>& one) {
    ++one->attempts;
    one->said.reset();
    asio::co_spawn(strand_, desk_.submit(one->what, one->trace),
                   [one, ended = ended_](const std::exception_ptr& broken, result<submit_reply> said) {
                       if (broken) said = fail(errc::unavailable, "the complaint could not be recorded");
                       one->said = std::move(said);
                       ended->channel.try_send(boost::system::error_code());
                   });
}

void bulk_importer::settle(slot& one, const result<submit_reply>& said) const {
    line_result& answer = one.answer;
    if (!said) {
        const auto problem = http::problem_of(said.error(), options_.language);
        answer.status = problem.status;
        answer.detail = problem.detail;
        return;
    }
    for (const auto& pointer : said->unknown_evidence)
        answer.errors.push_back(in_words(fault{pointer, "unknown_evidence"}, options_.language));
    answer.status = answer.errors.empty() ? 201 : 422;
    if (!answer.errors.empty()) return;
    answer.receipt_no = said->receipt.str();
    answer.repeat = said->repeat;
    if (!said->same_content)
        answer.detail = options_.language == http::language::zh
                            ? "同一编号此前已登记，内容不同，未作更改"
                            : "this reference was taken before with other content; nothing was changed";
}

/// Answers leave in order, so only the oldest may go. A busy service is asked again only then: what came before it is
/// settled, so there is room again and the order is kept as well as it can be.
void bulk_importer::take_ready(std::vector<line_result>& into) {
    while (!window_.empty()) {
        slot& front = *window_.front();
        if (front.what && !front.said) return;
        if (front.what) {
            const auto& said = *front.said;
            if (!said && said.error().code == errc::busy && front.attempts < options_.attempts_max)
                return send(window_.front());
            settle(front, said);
        }
        into.push_back(std::move(front.answer));
        window_.pop_front();
    }
}

asio::awaitable<std::vector<line_result>> bulk_importer::make_room(std::size_t left_max) {
    std::vector<line_result> ready;
    take_ready(ready);
    while (window_.size() > left_max) {
        const auto use = asio::as_tuple(asio::use_awaitable);
        auto [ec] = co_await ended_->channel.async_receive(use);
        if (ec) throw boost::system::system_error(ec);
        take_ready(ready);
    }
    co_return ready;
}

} // namespace guiyi::intake
