import {
	type DraftNumberFault,
	type DraftNumberField,
	draftNumberFault,
	draftNumbers,
} from '#shared/draft-fields.ts';
import type { DraftContent } from '../models/draft-content.ts';
import type { DraftProblem } from './draft-problem.ts';

const messages: Record<DraftNumberFault, string> = {
	NUMBER_MISSING: 'Write a number here, 0 for none.',
	NUMBER_UNREADABLE: 'That is not a number. Write it in digits, like 2000.',
	NUMBER_NEGATIVE: 'It cannot be less than 0.',
	NUMBER_NOT_WHOLE: 'Only a whole number is possible here.',
	NUMBER_AMBIGUOUS: 'That dot or comma can be read in two ways. Write it without, like 1000.',
	NUMBER_TOO_LARGE: 'That is more than is possible here.',
};

const placeInvalid = 'Write two numbers with a comma between: -1.3057, 36.7399';
/** A share, in a draft or as it was typed, for which the others leave no room. */
export const shareTooLarge = {
	code: 'SHARE_TOO_LARGE',
	message: 'That is more than the other payees leave.',
};

type Typed = Record<string, string | undefined>;

/** What stands in a field of numbers and is no value of it. It was kept as it was typed, and has to be mended there. */
export function checkTyped({ basics, tiers, payees, policy }: DraftContent): DraftProblem[] {
	const place = basics.venue.typed?.lat;
	return [
		...(place === undefined
			? []
			: [{ path: 'basics.venue.lat', code: 'PLACE_INVALID', message: placeInvalid }]),
		...tiers.flatMap((tier, i) => numbers('tiers', tier.typed, `tiers.${i}`)),
		...payees.flatMap((payee, i) => [
			...numbers('payees', payee.typed, `payees.${i}`),
			...tooLarge(payee.typed?.bps, `payees.${i}.bps`),
		]),
		...numbers('policy', policy.typed, 'policy'),
	];
}

function numbers(
	part: 'tiers' | 'payees' | 'policy',
	typed: Typed | undefined,
	path: string,
): DraftProblem[] {
	return Object.entries(typed ?? {}).flatMap(([field, text]) => {
		const fault = draftNumberFault(`${part}.${field}` as DraftNumberField, text ?? '');
		return fault ? [{ path: `${path}.${field}`, code: fault, message: messages[fault] }] : [];
	});
}

/** A share that can be read was not taken over only if it is more than the others leave. */
const tooLarge = (text: string | undefined, path: string): DraftProblem[] =>
	text !== undefined && draftNumbers['payees.bps'](text).value !== null ? [{ path, ...shareTooLarge }] : [];
