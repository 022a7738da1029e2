#include "common/identity/regions.hpp"

#include <algorithm>
#include <string>

namespace guiyi::identity {

namespace {

// Provinces, then cities with more than about three million people. Each name ends with a space.
constexpr std::string_view names =
    "北京 上海 天津 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 "
    "云南 陕西 甘肃 青海 "
    "台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 石家庄 唐山 保定 邯郸 廊坊 沧州 邢台 秦皇岛 太原 大同 临汾 运城 "
    "呼和浩特 包头 赤峰 沈阳 大连 "
    "鞍山 长春 哈尔滨 齐齐哈尔 大庆 南京 苏州 无锡 常州 徐州 南通 扬州 盐城 泰州 镇江 连云港 淮安 宿迁 昆山 杭州 宁波 "
    "温州 嘉兴 湖州 绍兴 金华 "
    "台州 义乌 衢州 丽水 合肥 芜湖 蚌埠 阜阳 安庆 六安 福州 厦门 泉州 漳州 莆田 南昌 赣州 九江 上饶 宜春 济南 青岛 "
    "烟台 潍坊 临沂 济宁 淄博 "
    "威海 德州 聊城 菏泽 泰安 郑州 洛阳 南阳 新乡 许昌 商丘 周口 信阳 驻马店 开封 安阳 武汉 宜昌 襄阳 荆州 黄冈 孝感 "
    "十堰 长沙 株洲 湘潭 衡阳 "
    "岳阳 常德 邵阳 郴州 广州 深圳 珠海 汕头 佛山 东莞 中山 惠州 江门 湛江 茂名 揭阳 肇庆 清远 南宁 柳州 桂林 玉林 "
    "海口 三亚 成都 绵阳 德阳 "
    "宜宾 南充 泸州 达州 乐山 贵阳 遵义 毕节 昆明 曲靖 大理 拉萨 西安 咸阳 宝鸡 渭南 榆林 兰州 天水 西宁 银川 "
    "乌鲁木齐 ";

constexpr std::string_view words =
    " china beijing shanghai tianjin chongqing shenzhen guangzhou hangzhou chengdu wuhan nanjing xian suzhou qingdao "
    "dalian "
    "xiamen ningbo changsha zhengzhou hefei jinan shenyang kunming dongguan foshan fuzhou wuxi guangdong jiangsu "
    "zhejiang "
    "shandong henan sichuan hubei hunan fujian anhui hebei hainan hongkong ";

constexpr std::size_t han = 3; // bytes of one character; all names here are in the BMP

// The longest known name that the text begins with.
std::size_t known_name(std::string_view text) {
    for (std::size_t size = std::min<std::size_t>(text.size() / han, 4); size >= 2; --size) {
        const std::string wanted = std::string(text.substr(0, size * han)) + " ";
        const auto at = names.find(wanted);
        if (at != std::string_view::npos && (at == 0 || names[at - 1] == ' ')) return size * han;
    }
    return 0;
}

std::size_t suffix(std::string_view text, std::initializer_list<std::string_view> suffixes) {
    for (const auto candidate : suffixes)
        if (text.starts_with(candidate)) return candidate.size();
    return 0;
}

// A district or county is not in the table: two or three characters before 区 or 县, right after its city.
std::size_t district(std::string_view text) {
    for (const std::size_t size : {2 * han, 3 * han})
        if (text.size() > size && suffix(text.substr(size), {"区", "县"}) > 0) return size + han;
    return 0;
}

} // namespace

std::size_t region_prefix(std::string_view simplified) {
    std::size_t end = 0;
    bool city = false;
    while (const std::size_t name = known_name(simplified.substr(end))) {
        end += name;
        const auto kind = suffix(simplified.substr(end),
                                 {"特别行政区", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "省", "市"});
        city = kind > 0;
        end += kind;
    }
    return city ? end + district(simplified.substr(end)) : end;
}

bool is_region_word(std::string_view word) {
    return words.find(" " + std::string(word) + " ") != std::string_view::npos;
}

} // namespace guiyi::identity
