/**
 * Which trials the list shows: plain controls, each choice with how many trials of the whole ledger it would give
 * beside the other choices. The core counts. What is typed is taken up after a short rest.
 */
import { SegmentedControl, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { type ReactElement, useEffect, useState } from 'react';
import type { FailureReason, InvalidReason } from '../../../main/base/model/trial.ts';
import type { FacetValue, TrialFacets, TrialFilter } from '../../../main/base/model/trialFilter.ts';
import { KeyCap } from '../../parts/actionButton.tsx';
import { dayOfMoment, isFiltered, momentOfDay, plainFilter } from '../../store/filterWords.ts';
import { reasonWords } from '../../store/trialFacts.ts';
import { useWindow } from '../../store/windowStore.ts';

const outcomes = ['success', 'failure', 'invalid'] as const;
const restMs = 200;
const count = (n: number): string => n.toLocaleString('en-GB');

function change(part: Partial<TrialFilter>): void {
  useWindow.setState(({ filter }) => ({ filter: plainFilter({ ...filter, ...part }) }));
}

function OutcomeChoice({ facets }: { readonly facets: TrialFacets | null }): ReactElement {
  const chosen = useWindow((state) => state.filter.outcome ?? 'all');
  const n = (outcome: string): number =>
    facets?.outcomes.find(({ value }) => value === outcome)?.n ?? 0;
  const all = outcomes.reduce((sum, outcome) => sum + n(outcome), 0);
  const label = (word: string, value: number): string =>
    facets === null ? word : `${word} ${count(value)}`;
  return (
    <SegmentedControl
      size="xs"
      aria-label="Show outcomes"
      value={chosen}
      onChange={(value) => change({ outcome: outcomes.find((outcome) => outcome === value) })}
      data={[
        { value: 'all', label: label('all', all) },
        ...outcomes.map((outcome) => ({ value: outcome, label: label(outcome, n(outcome)) })),
      ]}
    />
  );
}

/** One part of the filter: every value there is, with its count; the chosen one also when it has none. */
function FacetChoice<T extends string | number>(props: {
  readonly word: string;
  readonly every: string;
  readonly values: readonly FacetValue<T>[] | undefined;
  readonly chosen: T | undefined;
  readonly wide?: boolean;
  words?(value: T): string;
  onChoose(value: T | undefined): void;
}): ReactElement {
  const { word, every, values = [], chosen, words = String } = props;
  const there = chosen === undefined || values.some(({ value }) => value === chosen);
  const all = there ? values : [{ value: chosen, n: 0 }, ...values];
  return (
    <Select
      size="xs"
      className={props.wide === true ? 'facet wide' : 'facet'}
      aria-label={`Show ${word}`}
      searchable={all.length > 8}
      maxDropdownHeight={320}
      nothingFoundMessage="None"
      data-set={chosen !== undefined}
      value={chosen === undefined ? '' : String(chosen)}
      onChange={(text) => props.onChoose(all.find(({ value }) => String(value) === text)?.value)}
      data={[
        { value: '', label: every },
        ...all.map(({ value, n }) => ({
          value: String(value),
          label: `${words(value)} · ${count(n)}`,
        })),
      ]}
    />
  );
}

function TextChoice(): ReactElement {
  const text = useWindow((state) => state.filter.text ?? '');
  const [typed, setTyped] = useState(text);
  const settle = useDebouncedCallback((value: string) => change({ text: value.trim() }), restMs);
  useEffect(() => setTyped(text), [text]);
  return (
    <TextInput
      size="xs"
      className="facet"
      aria-label="Show trials with this in their id"
      placeholder="part of an id"
      maxLength={64}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        settle(event.currentTarget.value);
      }}
    />
  );
}

function DayChoice({ part }: { readonly part: 'since' | 'until' }): ReactElement {
  const moment = useWindow((state) => state.filter[part]);
  const last = part === 'until' ? 1 : 0;
  const word = part === 'since' ? 'from' : 'to';
  return (
    <span className="day">
      <span aria-hidden="true">{word}</span>
      <TextInput
        size="xs"
        type="date"
        aria-label={part === 'since' ? 'Ended on this day or later' : 'Ended on this day or before'}
        value={dayOfMoment(moment, last)}
        onChange={(event) => change({ [part]: momentOfDay(event.currentTarget.value, last) })}
      />
    </span>
  );
}

/** In a row with the list's name: what is asked most. */
export function MainFilters({ facets }: { readonly facets: TrialFacets | null }): ReactElement {
  return (
    <fieldset className="filters main" aria-label="Filter by outcome, id and day">
      <OutcomeChoice facets={facets} />
      <TextChoice />
      <DayChoice part="since" />
      <DayChoice part="until" />
    </fieldset>
  );
}

export function KindFilters({ facets }: { readonly facets: TrialFacets | null }): ReactElement {
  const filter = useWindow((state) => state.filter);
  return (
    <fieldset className="filters" aria-label="Filter by kind">
      <FacetChoice<FailureReason | InvalidReason>
        word="reason"
        every="any reason"
        wide
        values={facets?.reasons}
        chosen={filter.reason}
        words={reasonWords}
        onChoose={(reason) => change({ reason })}
      />
      <FacetChoice
        word="task"
        every="every task"
        values={facets?.tasks}
        chosen={filter.task}
        onChoose={(task) => change({ task })}
      />
      <FacetChoice
        word="run"
        every="every run"
        values={facets?.batches}
        chosen={filter.batchId}
        onChoose={(batchId) => change({ batchId })}
      />
      <FacetChoice
        word="clock"
        every="both clocks"
        values={facets?.clocks}
        chosen={filter.clock}
        words={(clock) => (clock === 'real' ? 'real time' : clock)}
        onChoose={(clock) => change({ clock })}
      />
      <FacetChoice
        word="seed"
        every="every seed"
        values={facets?.seeds}
        chosen={filter.seed}
        words={(seed) => `seed ${seed}`}
        onChoose={(seed) => change({ seed })}
      />
      {isFiltered(filter) && (
        <button type="button" className="link" onClick={() => useWindow.setState({ filter: {} })}>
          Clear the filter <KeyCap>X</KeyCap>
        </button>
      )}
    </fieldset>
  );
}
