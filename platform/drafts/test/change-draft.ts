import { type DraftContent, draftContent } from '../../models/draft-content.ts';
import { check } from '../check.ts';
import type { PublishFacts } from '../publish-facts-types.ts';
import { completeDraft } from './arbitraries.ts';

/** Fields by path, as problems name them. */
export type Change = Record<string, unknown>;

/** A complete draft after a change, as the platform parses it. */
export function changed(given: PublishFacts, change: Change): DraftContent {
	const draft = structuredClone(completeDraft(given));
	for (const [path, value] of Object.entries(change)) {
		const steps = path.split('.');
		const last = steps.pop()!;
		const parent = steps.reduce<unknown>((at, step) => (at as Change)[step], draft);
		(parent as Change)[last] = value;
	}
	return draftContent.parse(draft);
}

/** Problems as `path CODE`, after a change to a draft that has none. */
export const problemsAfter = (change: Change, given: PublishFacts): string[] =>
	check(changed(given, change), given).map((p) => `${p.path} ${p.code}`);
