#include "services/casework/reports/sheet.hpp"

#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

namespace guiyi::casework::reports {

namespace {

/// The library writes files only; this one is in memory and gone when it is closed.
class memory_file {
  public:
    memory_file() : handle_(memfd_create("report", MFD_CLOEXEC)) {}
    ~memory_file() {
        if (handle_ >= 0) close(handle_);
    }
    memory_file(const memory_file&) = delete;
    memory_file& operator=(const memory_file&) = delete;

    bool open() const { return handle_ >= 0; }
    std::string name() const { return "/proc/self/fd/" + std::to_string(handle_); }
    std::string bytes() const {
        std::string out;
        char piece[1 << 16];
        for (off_t at = 0;;) {
            const auto got = pread(handle_, piece, sizeof piece, at);
            if (got <= 0) return out;
            out.append(piece, static_cast<std::size_t>(got));
            at += got;
        }
    }

  private:
    int handle_;
};

class workbook {
  public:
    explicit workbook(const std::string& file) : book_(workbook_new(file.c_str())) {
        head_ = with_format("");
        format_set_bold(head_);
        format_set_text_wrap(head_);
        whole_ = with_format("#,##0");
        decimal_ = with_format("#,##0.00");
        percent_ = with_format("0.00%");
        date_ = with_format("yyyy-mm-dd");
    }

    void add_table(const sheet& what) {
        auto* into = workbook_add_worksheet(book_, nullptr); // a name may hold no []:*?/\ and only 31 characters
        worksheet_set_column(into, 0, 0, 28, nullptr);
        worksheet_freeze_panes(into, 1, 1);
        for (std::size_t i = 0; i < what.header.size(); ++i)
            worksheet_write_string(into, 0, static_cast<lxw_col_t>(i), what.header[i].c_str(), head_);
        lxw_row_t at = 1;
        for (const auto& row : what.rows) {
            for (std::size_t i = 0; i < row.size(); ++i) write(into, at, static_cast<lxw_col_t>(i), row[i]);
            ++at;
        }
    }

    void add_about(const sheet& what) {
        auto* into = workbook_add_worksheet(book_, nullptr);
        worksheet_set_column(into, 0, 0, 20, nullptr);
        worksheet_set_column(into, 1, 1, 90, nullptr);
        lxw_row_t at = 0;
        for (const auto& [name, text] : what.about) {
            worksheet_write_string(into, at, 0, name.c_str(), head_);
            worksheet_write_string(into, at++, 1, text.c_str(), nullptr);
        }
    }

    lxw_error finish() { return workbook_close(std::exchange(book_, nullptr)); }

  private:
    lxw_format* with_format(const char* number) {
        auto* out = workbook_add_format(book_);
        if (*number) format_set_num_format(out, number);
        return out;
    }

    void write(lxw_worksheet* into, lxw_row_t row, lxw_col_t column, const cell& what) const {
        const auto number = static_cast<double>(what.number);
        switch (what.what) {
            case cell::empty: return;
            case cell::text: worksheet_write_string(into, row, column, what.words.c_str(), nullptr); return;
            case cell::integer: worksheet_write_number(into, row, column, number, whole_); return;
            case cell::decimal: worksheet_write_number(into, row, column, number / 100, decimal_); return;
            case cell::percent: worksheet_write_number(into, row, column, number / 10'000, percent_); return;
            case cell::date: {
                const auto date = date_of(static_cast<day_number>(what.number));
                lxw_datetime moment{static_cast<int>(date.year()),
                                    static_cast<int>(static_cast<unsigned>(date.month())),
                                    static_cast<int>(static_cast<unsigned>(date.day())),
                                    0,
                                    0,
                                    0};
                worksheet_write_datetime(into, row, column, &moment, date_);
                return;
            }
        }
    }

    lxw_workbook* book_;
    lxw_format *head_, *whole_, *decimal_, *percent_, *date_;
};

} // namespace

result<std::string> to_xlsx(const sheet& what) {
    const memory_file file;
    if (!file.open()) return fail(errc::io, "no memory for a workbook");
    workbook into(file.name());
    into.add_table(what);
    into.add_about(what);
    if (const auto said = into.finish(); said != LXW_NO_ERROR)
        return fail(errc::io, std::string("cannot write the workbook: ") + lxw_strerror(said));
    return file.bytes();
}

} // namespace guiyi::casework::reports
