#!/usr/bin/env python3
# Writes synthetic complaints for tests/bench/postgres.sh: generate.py ROWS FOLDER [NARRATIVES]
#   stories.tsv      id, narrative: a pool that transactions tell from
#   complaints.tsv   person (hash), firm, narrative of 200 characters; half of them are a story with up to 25 changes
# With NARRATIVES, a file of "id<tab>text" lines, the texts are its first ROWS, and the pool tells some of them again.
import hashlib
import itertools
import random
import sys

STORIES = 50_000
LENGTH = 200
CLAUSES = [
    "我接到机器人来电推销{}", "语音自称是{}的客服", "承诺{}可以随时退款", "付款以后发现{}与介绍不符", "多次联系{}都没有人工接听",
    "对方要求先交{}手续费", "要求退还{}并停止骚扰", "不知道{}从哪里得到我的号码", "请监管部门依法核实{}", "至今没有收到{}的答复",
]


class Teller:
    """Tells narratives in clauses and words; some words are common and most are rare, as in real texts."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        letters = [chr(c) for c in range(0x4E00, 0x4E00 + 6000)]
        self.random.shuffle(letters)
        self.letters = letters[:2500]
        by_rank = list(itertools.accumulate(1 / (rank + 10) for rank in range(len(self.letters))))
        lengths = (2, 2, 3, 4)
        self.words = ["".join(self.random.choices(self.letters, cum_weights=by_rank, k=self.random.choice(lengths)))
                      for _ in range(20_000)]
        self.word_ranks = list(itertools.accumulate(1 / (rank + 50) for rank in range(len(self.words))))

    def some_words(self, count):
        return "".join(self.random.choices(self.words, cum_weights=self.word_ranks, k=count))

    def story(self):
        text = ""
        while len(text) < LENGTH:
            if self.random.random() < 0.35:
                text += self.random.choice(CLAUSES).format(self.some_words(1)) + ","
            else:
                text += self.some_words(self.random.randint(3, 6)) + self.random.choice(",。;")
        return text[:LENGTH]

    def changed(self, story):
        letters = list(story)
        for _ in range(self.random.randint(5, 25)):
            letters[self.random.randrange(len(letters))] = self.random.choice(self.letters)
        return "".join(letters)


def person(number):
    return hashlib.sha256(str(number).encode()).hexdigest()[:32]


def write_pool(stories, folder):
    with open(f"{folder}/stories.tsv", "w", encoding="utf-8") as out:
        out.writelines(f"{number}\t{story}\n" for number, story in enumerate(stories))


def take(rows, folder, narratives):
    teller = Teller(20261123)
    with open(narratives, encoding="utf-8") as lines:
        told = [line.rstrip("\n").split("\t", 1)[1] for line in itertools.islice(lines, rows)]
    write_pool([teller.changed(teller.random.choice(told)) for _ in range(STORIES)], folder)
    with open(f"{folder}/complaints.tsv", "w", encoding="utf-8") as out:
        out.writelines(f"{person(number)}\t{number % 3000 + 1}\t{text}\n" for number, text in enumerate(told))


def main(rows, folder):
    teller = Teller(20261123)
    stories = [teller.story() for _ in range(STORIES)]
    write_pool(stories, folder)
    people = max(1000, rows * 7 // 10)
    seen = set()
    with open(f"{folder}/complaints.tsv", "w", encoding="utf-8") as out:
        while len(seen) < rows:
            key = (teller.random.randint(1, people), teller.random.randint(1, 3000))
            if key in seen:
                continue
            seen.add(key)
            told = teller.story() if teller.random.random() < 0.5 else teller.changed(teller.random.choice(stories))
            out.write(f"{person(key[0])}\t{key[1]}\t{told}\n")


if __name__ == "__main__":
    if len(sys.argv) > 3:
        take(int(sys.argv[1]), sys.argv[2], sys.argv[3])
    else:
        main(int(sys.argv[1]), sys.argv[2])
