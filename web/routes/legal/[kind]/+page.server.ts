import { error } from '@sveltejs/kit';
import { isLegalKind, legalText } from '#lib/legal/texts.ts';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { PageServerLoad } from './$types';

/** `?version=1` shows an earlier text. */
export const load: PageServerLoad = ({ params: { kind }, url }) => {
	const version = url.searchParams.get('version');
	const found = isLegalKind(kind)
		? legalText(kind, getLocale(), version ? Number(version) : undefined)
		: null;
	if (!found) error(404);
	return { kind: kind as string, ...found };
};
