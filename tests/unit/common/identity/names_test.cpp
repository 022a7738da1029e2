#include "common/identity/address.hpp"
#include "common/identity/company.hpp"
#include "common/identity/person.hpp"

#include "common/text/shingle.hpp"

#include <gmock/gmock.h>

namespace {

using namespace guiyi::identity;
using testing::ElementsAre;
using testing::IsEmpty;

struct company_case {
    const char *raw, *core, *pinyin, *trade;
};

TEST(NormaliseCompany, KeepsWhatTellsCompaniesApart) {
    for (const auto& [raw, core, pinyin, trade] : std::initializer_list<company_case>{
             {"", "", "", ""},
             {"。", "", "", ""},
             {"金盛信贷", "金盛信贷", "jinsheng", "credit"},
             {"金盛信贷有限公司", "金盛信贷", "jinsheng", "credit"},
             {"金盛信貸股份有限公司", "金盛信贷", "jinsheng", "credit"},
             {"深圳市金盛信贷咨询有限公司", "金盛信贷", "jinsheng", "credit"},
             {"广东省深圳市南山区金盛信贷有限公司", "金盛信贷", "jinsheng", "credit"},
             {"金盛信贷（深圳）有限公司", "金盛信贷", "jinsheng", "credit"},
             {"北京学而优教育科技有限公司", "学而优教育", "xueeryou", "education"},
             {"学而优教育", "学而优教育", "xueeryou", "education"},
             {"华安保险代理", "华安保险", "huaan", "insurance"},
             {"易车汇", "易车汇", "yichehui", ""},
             {"易车汇二手车", "易车汇二手车", "yichehui", "vehicle"},
             {"飞讯云呼科技", "飞讯云呼", "feixunyunhu", ""},
             {"平安科技", "平安科技", "pingankeji", ""},
             {"北京银行", "北京银行", "beijing", "bank"},
             {"Jinsheng Credit", "jinshengcredit", "jinsheng", "credit"},
             {"Jinsheng Credit Co., Ltd.", "jinshengcredit", "jinsheng", "credit"},
             {"JINSHENG CREDIT CO LTD", "jinshengcredit", "jinsheng", "credit"},
             {"Shenzhen Jinsheng Credit Consulting Co., Ltd", "jinshengcredit", "jinsheng", "credit"},
             {"Xue Er You Edu", "xueeryoueducation", "xueeryou", "education"},
             {"Xueeryou Education", "xueeryoueducation", "xueeryou", "education"},
             {"Huaan Insurance Agency", "huaaninsurance", "huaan", "insurance"},
             {"Hua'an Insurance", "huaaninsurance", "huaan", "insurance"},
             {"Feixun Cloudcall Tech", "feixuncloudcall", "feixuncloudcall", ""},
             {"Feixun Cloud Call, L.L.C.", "feixuncloudcall", "feixuncloudcall", ""},
             {"Anju Real Estate Inc.", "anjuproperty", "anju", "property"},
             {"Anju Property Ltd", "anjuproperty", "anju", "property"},
             {"Group Inc", "group", "group", ""},
         }) {
        const auto found = normalise_company(raw);
        EXPECT_EQ(found.core, core) << raw;
        EXPECT_EQ(found.pinyin, pinyin) << raw;
        EXPECT_EQ(found.trade, trade) << raw;
    }
}

struct name_case {
    const char *raw, *han, *pinyin, *surname, *surname_pinyin;
    bool surname_only;
};

TEST(NormaliseName, SplitsSurnameAndBridgesSpellings) {
    for (const auto& [raw, han, pinyin, surname, surname_pinyin, only] : std::initializer_list<name_case>{
             {"", "", "", "", "", false},
             {" . ", "", "", "", "", false},
             {"王雪芳", "王雪芳", "wangxuefang", "王", "wang", false},
             {"王 雪 芳", "王雪芳", "wangxuefang", "王", "wang", false},
             {"馬軍娟", "马军娟", "junjuanma", "马", "ma", false},
             {"张伟", "张伟", "weizhang", "张", "zhang", false},
             {"欧阳小明", "欧阳小明", "ouyangxiaoming", "欧阳", "ouyang", false},
             {"單雄信", "单雄信", "shanxiongxin", "单", "shan", false},
             {"王先生", "王", "wang", "王", "wang", true},
             {"王某", "王", "wang", "王", "wang", true},
             {"王某某", "王", "wang", "王", "wang", true},
             {"王**", "王", "wang", "王", "wang", true},
             {"姓王的先生", "王", "wang", "王", "wang", true},
             {"欧阳女士", "欧阳", "ouyang", "欧阳", "ouyang", true},
             {"王小明先生", "王小明", "wangxiaoming", "王", "wang", false},
             {"Wang Xuefang", "", "wangxuefang", "wang", "wang", false},
             {"Xuefang Wang", "", "wangxuefang", "wang", "wang", false},
             {"WANG, Xue Fang", "", "wangxuefang", "wang", "wang", false},
             {"wang xue-fang", "", "wangxuefang", "wang", "wang", false},
             {"zhang wei", "", "weizhang", "zhang", "zhang", false},
             {"Ｗｅｉ Zhang", "", "weizhang", "wei", "wei", false} /* either may be the surname; the key is the same */,
             {"James King", "", "jamesking", "king", "king", false},
             {"King, James", "", "jamesking", "king", "king", false},
             {"Mr. James King", "", "jamesking", "king", "king", false},
             {"A. White", "", "awhite", "white", "white", false},
             {"Sinead O'Brien", "", "obriensinead", "obrien", "obrien", false},
             {"Mr Wang", "", "wang", "wang", "wang", true},
             {"Ms. Smith", "", "smith", "smith", "smith", true},
         }) {
        const auto found = normalise_name(raw);
        EXPECT_EQ(found.han, han) << raw;
        EXPECT_EQ(found.pinyin, pinyin) << raw;
        EXPECT_EQ(found.surname, surname) << raw;
        EXPECT_EQ(found.surname_pinyin, surname_pinyin) << raw;
        EXPECT_EQ(found.surname_only, only) << raw;
    }
}

TEST(NormaliseAddress, NumbersDoNotDependOnOrderOrLanguage) {
    for (const char* same :
         {"天河区解放路687号6栋113室", "Room 113, Bldg 6, 687 Jiefang Road, Tianhe, Chengdu",
          "解放路687号六栋113室（成都天河）", "6-113, No.687 Jiefang Road, Tianhe Dist., Chengdu",
          "成都天河解放路６８７号6号楼0113", "687 Jiefang Road, Chengdu, unit 6-113", "天河区解放路687号6-113"})
        EXPECT_EQ(normalise_address(same).number_tuple, "6-113-687") << same;
    EXPECT_THAT(normalise_address("解放路687号6栋113室").numbers, ElementsAre("6", "113", "687"));
    EXPECT_EQ(normalise_address("二十五号楼十二层").number_tuple, "12-25");
    EXPECT_EQ(normalise_address("三里屯路10号0室").number_tuple, "0-10") << "三 is part of a name here";
    EXPECT_EQ(normalise_address("解放路").number_tuple, "");
    EXPECT_THAT(normalise_address("").bigrams, IsEmpty());
}

TEST(NormaliseAddress, RoadsAndAreasMeetAcrossLanguages) {
    const auto near = [](const char* a, const char* b) {
        return guiyi::text::containment(normalise_address(a).bigrams, normalise_address(b).bigrams);
    };

    EXPECT_DOUBLE_EQ(near("天河区解放路687号6栋113室", "Room 113, Bldg 6, 687 Jiefang Road, Tianhe, Chengdu"), 1.0);
    EXPECT_DOUBLE_EQ(near("鼓楼区新华街606号", "606 Xinhua Street, Gulou, Shenzhen"), 1.0);
    EXPECT_DOUBLE_EQ(near("江岸区和平路996号", "996 Heping Road, Jiang'an, Guangzhou"), 1.0);
    EXPECT_DOUBLE_EQ(near("解放路１號", "解放路1号"), 1.0);
    EXPECT_LT(near("天河区解放路687号", "鼓楼区文化路687号"), 0.01);
    EXPECT_LT(near("687 Jiefang Road, Tianhe", "鼓楼区新华街687号"), 0.01);
}

} // namespace
