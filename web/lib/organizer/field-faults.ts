import type { DraftContent, DraftPreview, DraftProblem } from '#platform/client.ts';
import { draftTextRule } from '#shared/draft-fields.ts';
import { cleanText, textFault } from '#shared/text.ts';
import { problemAt } from './editor-steps.ts';
import { canonical } from './merge-draft.ts';

/** A draft as it is written, with what the platform says of it as it was last saved. */
type Checked = { content: DraftContent; preview: Pick<DraftPreview, 'problems'>; previewed: DraftContent };

/**
 * The problem that a field shows. What was written and is wrong is shown at once, where it was written. What is missing
 * waits until the person has left the field's step (`left`). What the platform says of an older value is not said of a newer.
 */
export function fieldProblem(
	{ content, preview, previewed }: Checked,
	path: string,
	left: boolean,
): Pick<DraftProblem, 'path' | 'code' | 'message'> | null {
	const value = valueAt(content, path);
	const long = longText(path, value);
	if (long) return { path, code: long, message: '' };
	const problem = problemAt(preview.problems, path);
	if (problem === null || left || typedAt(content, path) !== undefined) return problem;
	return isWritten(value) && isSame(value, valueAt(previewed, path)) ? problem : null;
}

/** Also before the draft is saved, and where the text is too large to be saved. */
function longText(path: string, value: unknown): string | null {
	const rule = draftTextRule(path);
	// The contract counts the bytes of an event's name, so the platform checks it.
	if (rule === null || path === 'basics.name') return null;
	const texts = (Array.isArray(value) ? value : [value]).filter((text) => typeof text === 'string');
	return texts.map((text) => textFault(cleanText(text, rule).trim(), rule)).find(Boolean) ?? null;
}

const isSame = (one: unknown, other: unknown): boolean => canonical(one) === canonical(other);

const isWritten = (value: unknown): boolean =>
	typeof value === 'string' ? value.trim() !== '' : typeof value === 'number' && value !== 0;

const valueAt = (content: unknown, path: string): unknown =>
	path
		.split('.')
		.reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], content);

function typedAt(content: DraftContent, path: string): unknown {
	const keys = path.split('.');
	return valueAt(content, [...keys.slice(0, -1), 'typed', keys.at(-1)].join('.'));
}
