#include "services/intake/region.hpp"

#include <array>
#include <optional>
#include <string>

namespace guiyi::intake {

namespace {

struct place {
    std::string_view code, zh, en; ///< en in lower case; empty when the Latin spelling is ambiguous
};

constexpr std::array places{
    place{"11", "北京", "beijing"},
    place{"12", "天津", "tianjin"},
    place{"13", "河北", "hebei"},
    place{"14", "山西", "shanxi"},
    place{"15", "内蒙古", "inner mongolia"},
    place{"21", "辽宁", "liaoning"},
    place{"22", "吉林", "jilin"},
    place{"23", "黑龙江", "heilongjiang"},
    place{"31", "上海", "shanghai"},
    place{"32", "江苏", "jiangsu"},
    place{"33", "浙江", "zhejiang"},
    place{"34", "安徽", "anhui"},
    place{"35", "福建", "fujian"},
    place{"36", "江西", "jiangxi"},
    place{"37", "山东", "shandong"},
    place{"41", "河南", "henan"},
    place{"42", "湖北", "hubei"},
    place{"43", "湖南", "hunan"},
    place{"44", "广东", "guangdong"},
    place{"45", "广西", "guangxi"},
    place{"46", "海南", "hainan"},
    place{"50", "重庆", "chongqing"},
    place{"51", "四川", "sichuan"},
    place{"52", "贵州", "guizhou"},
    place{"53", "云南", "yunnan"},
    place{"54", "西藏", "tibet"},
    place{"61", "陕西", "shaanxi"},
    place{"62", "甘肃", "gansu"},
    place{"63", "青海", "qinghai"},
    place{"64", "宁夏", "ningxia"},
    place{"65", "新疆", "xinjiang"},
    place{"71", "台湾", "taiwan"},
    place{"81", "香港", "hong kong"},
    place{"82", "澳门", "macau"},
    place{"1301", "石家庄", "shijiazhuang"},
    place{"1401", "太原", "taiyuan"},
    place{"1501", "呼和浩特", "hohhot"},
    place{"2101", "沈阳", "shenyang"},
    place{"2102", "大连", "dalian"},
    place{"2201", "长春", "changchun"},
    place{"2301", "哈尔滨", "harbin"},
    place{"3201", "南京", "nanjing"},
    place{"3202", "无锡", "wuxi"},
    place{"3203", "徐州", "xuzhou"},
    place{"3204", "常州", "changzhou"},
    place{"3205", "苏州", "suzhou"},
    place{"3206", "南通", "nantong"},
    place{"3210", "扬州", "yangzhou"},
    place{"3301", "杭州", "hangzhou"},
    place{"3302", "宁波", "ningbo"},
    place{"3303", "温州", "wenzhou"},
    place{"3304", "嘉兴", "jiaxing"},
    place{"3306", "绍兴", "shaoxing"},
    place{"3307", "金华", "jinhua"},
    place{"3310", "台州", ""},
    place{"3401", "合肥", "hefei"},
    place{"3402", "芜湖", "wuhu"},
    place{"3501", "福州", ""},
    place{"3502", "厦门", "xiamen"},
    place{"3505", "泉州", "quanzhou"},
    place{"3601", "南昌", "nanchang"},
    place{"3701", "济南", "jinan"},
    place{"3702", "青岛", "qingdao"},
    place{"3706", "烟台", "yantai"},
    place{"3707", "潍坊", "weifang"},
    place{"4101", "郑州", "zhengzhou"},
    place{"4103", "洛阳", "luoyang"},
    place{"4201", "武汉", "wuhan"},
    place{"4301", "长沙", "changsha"},
    place{"4302", "株洲", "zhuzhou"},
    place{"4401", "广州", "guangzhou"},
    place{"4403", "深圳", "shenzhen"},
    place{"4404", "珠海", "zhuhai"},
    place{"4405", "汕头", "shantou"},
    place{"4406", "佛山", "foshan"},
    place{"4413", "惠州", "huizhou"},
    place{"4419", "东莞", "dongguan"},
    place{"4420", "中山市", "zhongshan"},
    place{"4501", "南宁", "nanning"},
    place{"4503", "桂林", "guilin"},
    place{"4601", "海口", "haikou"},
    place{"4602", "三亚", "sanya"},
    place{"5101", "成都", "chengdu"},
    place{"5107", "绵阳", "mianyang"},
    place{"5201", "贵阳", "guiyang"},
    place{"5203", "遵义", "zunyi"},
    place{"5301", "昆明", "kunming"},
    place{"5401", "拉萨", "lhasa"},
    place{"6101", "西安", "xi'an"},
    place{"6101", "", "xian"},
    place{"6201", "兰州", "lanzhou"},
    place{"6301", "西宁", "xining"},
    place{"6401", "银川", "yinchuan"},
    place{"6501", "乌鲁木齐", "urumqi"},
};

/// What follows a name in a street ("南京路", "北京东路", "上海二路").
bool is_street(std::string_view rest) {
    for (const std::string_view middle : {"东", "西", "南", "北", "中", "一", "二", "三", "四", "大"})
        if (rest.starts_with(middle)) {
            rest.remove_prefix(middle.size());
            break;
        }
    return rest.starts_with("路") || rest.starts_with("街") || rest.starts_with("道");
}

bool is_latin_street(std::string_view rest) {
    for (const std::string_view middle : {" east", " west", " south", " north", " middle", " central"})
        if (rest.starts_with(middle)) {
            rest.remove_prefix(middle.size());
            break;
        }
    for (const std::string_view street : {" road", " rd", " street", " st", " avenue", " ave", " lu"})
        if (rest.starts_with(street)) return true;
    return false;
}

/// Chinese addresses go from the large to the small: the first place counts, and a city after its province.
std::string_view chinese_region(std::string_view address) {
    const place* first = nullptr;
    std::size_t first_at = address.npos;
    const auto earliest = [&](std::string_view within, std::size_t from) {
        const place* found = nullptr;
        std::size_t found_at = address.npos;
        for (const place& one : places) {
            if (one.zh.empty() || !one.code.starts_with(within) || one.code == within) continue;
            for (auto at = address.find(one.zh, from); at != address.npos; at = address.find(one.zh, at + 1)) {
                if (is_street(address.substr(at + one.zh.size()))) continue;
                if (at < found_at) found = &one, found_at = at;
                break;
            }
        }
        first_at = found_at;
        return found;
    };
    first = earliest("", 0);
    if (!first) return {};
    if (first->code.size() == 2)
        if (const place* city = earliest(first->code, first_at + first->zh.size())) return city->code;
    return first->code;
}

bool is_word_part(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/// English addresses go from the small to the large: a city is named before its province, so any city wins.
std::string_view latin_region(const std::string& address) {
    const place* best = nullptr;
    std::size_t best_at = 0;
    for (const place& one : places) {
        if (one.en.empty() || (best && best->code.size() > one.code.size())) continue;
        for (auto at = address.find(one.en); at != address.npos; at = address.find(one.en, at + 1)) {
            const auto end = at + one.en.size();
            if ((at > 0 && is_word_part(address[at - 1])) || (end < address.size() && is_word_part(address[end])))
                continue;
            if (is_latin_street(std::string_view(address).substr(end))) continue;
            if (!best || one.code.size() > best->code.size() || at > best_at) best = &one, best_at = at;
        }
    }
    return best ? best->code : std::string_view();
}

} // namespace

std::string_view region_of(std::string_view address) {
    if (address.empty()) return {};
    if (const auto found = chinese_region(address); !found.empty()) return found;
    std::string lower(address);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return latin_region(lower);
}

} // namespace guiyi::intake
