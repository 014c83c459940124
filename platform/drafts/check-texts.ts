import { type DraftTextField, draftTexts, mostActs } from '#shared/draft-fields.ts';
import { type TextRule, textFault } from '#shared/text.ts';
import type { DraftContent } from '../models/draft-content.ts';
import type { DraftProblem } from './draft-problem.ts';

/** Words that are too long for their field. They were kept as they were written, and nothing is cut. */
export function checkTexts({ basics, picture, tiers, payees }: DraftContent): DraftProblem[] {
	return [
		...each('basics.description', 'basics.description', basics.description),
		...each('basics.category', 'basics.category', basics.category),
		...basics.lineup.flatMap((act) => each('basics.lineup', 'basics.lineup', act)).slice(0, 1),
		...(basics.lineup.length > mostActs ? [tooMany] : []),
		...each('basics.venue.name', 'basics.venue.name', basics.venue.name),
		...each('basics.venue.city', 'basics.venue.city', basics.venue.city),
		...each('picture.alt.en', 'picture.alt.en', picture?.alt.en ?? ''),
		...each('picture.alt.sw', 'picture.alt.sw', picture?.alt.sw ?? ''),
		...tiers.flatMap((tier, i) => [
			...each('tiers.name', `tiers.${i}.name`, tier.name),
			...each('tiers.description', `tiers.${i}.description`, tier.description),
		]),
		...payees.flatMap((payee, i) => each('payees.name', `payees.${i}.name`, payee.name)),
	];
}

const tooMany: DraftProblem = {
	path: 'basics.lineup',
	code: 'LINEUP_TOO_LONG',
	message: `At most ${mostActs} names fit.`,
};

function each(field: DraftTextField, path: string, text: string): DraftProblem[] {
	const rule: TextRule = draftTexts[field];
	const code = textFault(text.trim(), rule);
	return code ? [{ path, code, message: `That is too long: at most ${rule.most} characters.` }] : [];
}
