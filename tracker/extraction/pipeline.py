"""The way from a document to its claims: the order of the steps, nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from feeds.document import Document
from tracker.catalogue import Catalogue
from tracker.extraction.aggregate import Cluster, cluster
from tracker.extraction.arguments import complete
from tracker.extraction.candidates import find_candidates
from tracker.extraction.canonical import Sentence, canonicalise, spoken, tokenise
from tracker.extraction.chronology import Chronology, date_under_head
from tracker.extraction.cited import recalled_by
from tracker.extraction.claims import write_claim
from tracker.extraction.clean import Cleaned, clean
from tracker.extraction.coreference import find_pronouns, subject_of
from tracker.extraction.dates import Reading, find_dates, read_published
from tracker.extraction.groups import Token
from tracker.extraction.introduced import find_introduced
from tracker.extraction.lexicon import Lexicon, load_lexicon
from tracker.extraction.mentions import Gazetteer, Mention, taken_by
from tracker.extraction.names import KnownNames, find_known
from tracker.extraction.official import recognise
from tracker.extraction.operative import read_official
from tracker.extraction.owned import join_owned
from tracker.extraction.owners import owners_of
from tracker.extraction.references import find_references, find_term
from tracker.extraction.regulations import find_regulations
from tracker.extraction.reports import Report
from tracker.extraction.sections import Section, Zone, find_sections
from tracker.extraction.sentences import split_sentences
from tracker.extraction.settling import is_old, settle
from tracker.extraction.slots import fill_slots
from tracker.extraction.standing import RECALL, is_in_passing, opens, standing
from tracker.extraction.story import Story
from tracker.extraction.timing import find_timing
from tracker.extraction.topic import find_topic
from tracker.extraction.triggers import Dismissed, Hit, find_hits, is_question, is_rebutted
from tracker.extraction.unlisted import is_unlisted
from tracker.model.claim import Claim, ClaimKind, Field
from tracker.model.dates import PartialDate

MAX_FIELD = 400_000
_MAX_REPORTS = 300
"""No page tells more; what lies beyond is left out, so that time stays linear in any text."""


@dataclass(slots=True)
class Trace:
    """What every step found, for people."""

    language: str = "fr"
    fields: dict[Field, Cleaned] = field(default_factory=dict)
    sections: list[Section] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    hits: list[tuple[Sentence, Hit]] = field(default_factory=list)
    dismissed: list[tuple[Sentence, Dismissed]] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    clusters: list[Cluster] = field(default_factory=list)
    remark: str = ""


@dataclass(slots=True)
class Reader:
    """One document on its way."""

    lexicon: Lexicon
    gazetteer: Gazetteer
    trace: Trace = field(default_factory=Trace)

    def read(self, document: Document) -> tuple[Claim, ...]:
        """Return the claims of *document*, in the order of their evidence."""
        language = "en" if document.language.lower().startswith("en") else "fr"
        published = read_published(document.published)
        fields = {
            Field.TITLE: clean(document.title[:MAX_FIELD]),
            Field.SUMMARY: clean(document.summary[:MAX_FIELD]),
            Field.TEXT: clean(document.text[:MAX_FIELD]),
        }
        self.trace.language, self.trace.fields = language, fields
        cues = self.lexicon.sections
        heads = [one.plain for one in fields.values()]
        head = "\n".join((heads[0], heads[1], heads[2][:400], document.source.name.lower()))
        if any(cues.satire.search(line) for line in head.split("\n")):
            self.trace.remark = "satire"
            return ()
        recalling = any(cues.recalling.search(line) for line in head.split("\n"))
        self.trace.sections = list(find_sections(fields, cues))
        self.trace.sentences = self._sentences(fields, published, language)
        story = Story.of(self.trace.sentences, document.source.kind, language)
        official = recognise(self.trace.sentences, document.source.kind)
        reports = self._reports(story, language, published)
        if official is not None:
            reports = [*read_official(official), *recalled_by(official, reports)]
        if official is None:
            fill_slots(reports, story, published)
        owners = owners_of(self.trace.sentences)
        story.tied.join(owners)
        for report in reports:
            report.platform = owners.get(report.platform or "", report.platform)
        self.trace.reports = reports
        homed = [report for report in reports if report.platform is not None]
        clusters = cluster(homed[:_MAX_REPORTS], published)
        settle(clusters, story, published, recalling=recalling)
        self.trace.clusters = clusters
        return tuple(write_claim(one, story, document, fields) for one in clusters)

    def _sentences(self, fields: dict[Field, Cleaned], published: Reading, language: str) -> list[Sentence]:
        sentences = list(self._cut(fields))
        known = KnownNames()
        english = language == "en"
        verbs = self.lexicon.verbs[language]
        lists = self.lexicon.names
        introduced: list[list[Mention]] = []
        for sentence in sentences:
            cleaned = fields[sentence.section.field]
            sentence.mentions = self.gazetteer.find(
                cleaned.text, cleaned.plain, sentence.tokens, sentence.end
            )
            taken = taken_by(sentence.mentions)
            for mention in sentence.mentions:
                known.learn_short(mention, sentence.tokens)
            names = find_introduced(sentence.tokens, taken, lists, known, english=english)
            introduced.append(join_owned(sentence.tokens, names, lists) if names else names)
        subject: Mention | None = None
        chronology = Chronology()
        for sentence, names in zip(sentences, introduced, strict=True):
            cleaned = fields[sentence.section.field]
            taken_here = taken_by((*sentence.mentions, *names))
            bare = find_known(sentence.tokens, taken_here, known) if known.heads else []
            taken_here |= taken_by(bare)
            candidates = find_candidates(sentence.tokens, taken_here, lists, verbs.readings)
            sentence.mentions = sorted(
                (*sentence.mentions, *names, *bare, *candidates), key=lambda one: one.first
            )
            words = {token.plain for token in sentence.tokens}
            sentence.dates = find_dates(
                cleaned.plain, published, start=sentence.start, end=sentence.end, words=words
            )
            sentence.dates = chronology.dated(sentence)
            sentence.mentions = [one for one in sentence.mentions if not _is_day(one, sentence)]
            sentence.references = find_references(cleaned.text, sentence.start, sentence.end)
            canonicalise(sentence, verbs, english=english)
            pronouns = find_pronouns(sentence, subject)
            if pronouns:
                sentence.mentions = sorted((*sentence.mentions, *pronouns), key=lambda one: one.first)
                canonicalise(sentence, verbs, english=english)
            subject = subject_of(sentence) or subject
        return sentences

    def _cut(self, fields: dict[Field, Cleaned]) -> Iterator[Sentence]:
        index = 0
        lead: list[Token] = []
        for section in self.trace.sections:
            if not section.zone.speaks and section.zone is not Zone.REFERENCE:
                continue
            cleaned = fields[section.field]
            for start, end in split_sentences(cleaned.text, section.start, section.end):
                spelled = tokenise(cleaned.text, cleaned.plain, start, end)
                item = bool(lead) and len(spelled) > 1 and spelled[0].plain in _BULLETS
                tokens = [*lead, *spelled[1:]] if item else spelled
                if not item:
                    lead = spelled[:-1] if _opens_list(spelled) else []
                yield Sentence(
                    section, start, end, index, cleaned.text[start:end], cleaned.plain[start:end], tokens
                )
                index += 1

    def _with_regulations(  # noqa: PLR0913, PLR0917 - what the reading of one sentence knows
        self,
        here: list[Report],
        sentence: Sentence,
        story: Story,
        cited: set[str],
        before: str,
        published: Reading,
    ) -> list[Report]:
        """Add the instruments that the sentence cites; a rule that found the same one gives way."""
        found = list(
            find_regulations(sentence, story, self.lexicon.words, published, first_of=cited, before=before)
        )
        if not found or is_question(sentence):
            return here
        kept = [report for report in here if report.kind is not ClaimKind.REQUIREMENT_ENACTED]
        if len(kept) < len(here):
            found[0].fresh = found[0].fresh or any(report.fresh for report in here)
        return [*kept, *found]

    def _reports(self, story: Story, language: str, published: Reading) -> list[Report]:
        reports: list[Report] = []
        anchors: list[PartialDate] = []
        about = find_topic(story, self.lexicon.words)
        cited: set[str] = set()
        before = ""
        for sentence in story.sentences:
            zone = sentence.section.zone
            if zone in (Zone.REFERENCE, Zone.HEADING):
                continue
            following = next(iter(story.sentences[sentence.index + 1 : sentence.index + 2]), None)
            if is_rebutted(sentence, following):
                continue
            hits, dismissed = find_hits(sentence, self.lexicon, language, about)
            self.trace.hits += [(sentence, hit) for hit in hits]
            self.trace.dismissed += [(sentence, one) for one in dismissed]
            here = [report for hit in hits for report in complete(hit, sentence, story)]
            for report in here:
                timing = find_timing(
                    report.kind,
                    sentence,
                    report.trigger.start,
                    report.trigger.end,
                    published,
                    anchors,
                    embedded=report.trigger.presupposed and report.kind is not ClaimKind.PROVIDER_REJECTED,
                )
                report.decided_on, report.published_on, report.target_date = (
                    timing.decided_on,
                    timing.published_on,
                    timing.target_date,
                )
                report.recalled = report.recalled or is_in_passing(report, sentence)
                stale = timing.decided_on is None or is_old(timing.decided_on, published)
                report.recalled = report.recalled or (report.trigger.presupposed and stale)
                report.background = report.background or RECALL.search(sentence.plain) is not None
                report.fresh = opens(sentence, story) and (
                    zone is not Zone.BODY
                    or timing.decided_on is None
                    or not is_old(timing.decided_on, published)
                )
                if timing.told_on is not None and published.day and not is_old(timing.told_on, published):
                    report.fresh = report.fresh or (sentence.section.paragraph <= 1 and not report.recalled)
                if report.kind is ClaimKind.HOSTING_AUTHORISED:
                    report.term = find_term(spoken(sentence), 0, 10**6)
            if language == "fr" or here or sentence.dates:
                here = self._with_regulations(here, sentence, story, cited, before, published)
            date_under_head(here, story.sentences[max(0, sentence.index - 1)])
            before = sentence.plain
            reports += standing(here, sentence, reports)
            anchors += [one.past for one in sentence.dates if one.past is not None]
        short = sum(len(one.tokens) for one in story.sentences) < _SHORT_PAGE
        if about.health or short or any("sante" in one.plain for one in story.sentences):
            return reports
        return [one for one in reports if not is_unlisted(one.platform or "")]


_SHORT_PAGE = 60
"""Words below which a text may leave out that it is about health; a longer one that never says so is not."""
_BULLETS = frozenset("-–•*")
_MOST_BEFORE_LIST = 25


def _is_day(mention: Mention, sentence: Sentence) -> bool:
    """Say whether what looks like an unknown name is the word of a date: "Yesterday's ruling"."""
    at = sentence.tokens[mention.first].start
    return mention.letter == "K" and any(one.start <= at < one.end for one in sentence.dates)


def _opens_list(tokens: Sequence[Token]) -> bool:
    """Say whether these words tell an act whose objects follow as a list: "La Cnil a autorisé :"."""
    told = any(one.plain in ("a", "ont", "has", "have") and one.text == one.plain for one in tokens)
    return told and len(tokens) < _MOST_BEFORE_LIST and tokens[-1].plain == ":"


def make_reader(catalogue: Catalogue) -> tuple[Lexicon, Gazetteer]:
    """Compile what reading needs."""
    lexicon = load_lexicon()
    return lexicon, Gazetteer.of(catalogue, lexicon.instruments)
