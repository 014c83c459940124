import { type DraftNumberField, draftNumberFault, draftNumbers, typedText } from '#shared/draft-fields.ts';
import { cutText } from '#shared/text.ts';

type Value = number | string | null;
/** A part of a draft with fields for numbers. `typed` holds texts that are no value of their field, as they were typed. */
export type NumberHolder = { typed?: { [field: string]: string | undefined } | undefined };

const keyOf = (field: DraftNumberField): string => field.split('.')[1]!;
const valueIn = (of: NumberHolder, key: string): Value => (of as Record<string, Value>)[key] ?? null;

type Change = {
	/** The value while the text is empty or wrong. Unset: the last value stays, and an empty text is a fault. */
	empty?: '' | null;
	/** Takes the value over, or returns false if the draft has no room for it. Unset: writes the field. */
	set?: (value: Value) => boolean;
};

/** Takes over what was typed, if it is a value of the field. Anything else is kept beside the field, as it stands. */
export function typeNumber(
	of: NumberHolder,
	field: DraftNumberField,
	text: string,
	change: Change = {},
): void {
	const key = keyOf(field);
	const { value } = draftNumbers[field](text);
	const write = change.set ?? ((next: Value) => Boolean(Object.assign(of, { [key]: next })));
	const fault = draftNumberFault(field, text);
	if (fault === null && write(value ?? change.empty ?? null)) {
		dropTyped(of, field);
		return;
	}
	of.typed = { ...of.typed, [key]: cutText(text, typedText.most) };
	if (fault !== null && change.empty !== undefined) write(change.empty);
}

/** Forgets what was typed: the value was set in another way. */
export function dropTyped(of: NumberHolder, field: DraftNumberField): void {
	if (!of.typed) return;
	const { [keyOf(field)]: _, ...rest } = of.typed;
	if (Object.keys(rest).length > 0) of.typed = rest;
	else delete of.typed;
}

/** What the field shows: what was typed as long as it is the value or is wrong, else the value. */
export function shownNumber(
	of: NumberHolder,
	field: DraftNumberField,
	last: string | null,
	show: (value: Value) => string,
): string {
	const value = valueIn(of, keyOf(field));
	const typed = of.typed?.[keyOf(field)];
	if (typed !== undefined) return typed;
	return last !== null && (draftNumbers[field](last).value ?? '') === (value ?? '') ? last : show(value);
}

/** Why what stands in the field is no value of it. */
export function typedFault(of: NumberHolder, field: DraftNumberField): ReturnType<typeof draftNumberFault> {
	const typed = of.typed?.[keyOf(field)];
	return typed === undefined ? null : draftNumberFault(field, typed);
}
