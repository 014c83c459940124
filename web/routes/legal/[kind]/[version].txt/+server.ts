import { error } from '@sveltejs/kit';
import { isLegalKind, legalText, plainText } from '#lib/legal/texts.ts';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { RequestHandler } from './$types';

/** A version as a file to keep. */
export const GET: RequestHandler = ({ params: { kind, version } }) => {
	const language = getLocale();
	const found = isLegalKind(kind) ? legalText(kind, language, Number(version)) : null;
	if (!found) error(404);
	return new Response(plainText(kind as Parameters<typeof plainText>[0], found), {
		headers: {
			'content-type': 'text/plain; charset=utf-8',
			'content-disposition': `attachment; filename="passa-${kind}-${found.version}-${language}.txt"`,
		},
	});
};
