import { error, type RequestEvent } from '@sveltejs/kit';
import { getLocale } from '#lib/paraglide/runtime.js';
import { formOf } from '#lib/server/form-of.ts';
import { relayerFor } from '#lib/server/relayer.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import type { StaticPassesView } from '#relayer/client.ts';
import { readStaticCode } from '#shared/pass/static-code.ts';
import type { PassFace } from './held-pass.ts';
import { type PaperPass, paperSizes, passPdf } from './pass-pdf.server.ts';

/** What the page shows once it is done: codes to print, or where they were sent. */
export type StaticPassDone = Pick<StaticPassesView, 'items' | 'sentTo'>;

/** What a form asks for. `tickets`: ids on chain that are among the visitor's; all where none is chosen. */
export function wantedStatic(form: FormData, own: readonly { ticket: string }[]) {
	const chosen = form.getAll('ticket').map(String);
	const all = own.map(({ ticket }) => ticket);
	return {
		tickets: chosen.length > 0 ? all.filter((id) => chosen.includes(id)) : all,
		way: form.get('way') === 'sms' ? ('sms' as const) : ('print' as const),
		language: getLocale() === 'sw' ? ('sw' as const) : ('en' as const),
	};
}

/** Whether the organizer lets tickets of this type be printed or sent. No, while the relayer does not answer. */
export async function mayBeStatic(event: string, tier: number): Promise<boolean> {
	try {
		const { v1 } = relayerFor();
		const { tiers } = await unwrap(v1.events[':event']['static-passes'].$get({ param: { event } }));
		return tiers.includes(tier);
	} catch {
		return false;
	}
}

/** The PDF of codes that the visitor was just given: the form names them, since nobody keeps them. */
export async function staticPassPdf(visit: RequestEvent, faces: readonly PassFace[]): Promise<Response> {
	const form = await formOf(visit.request);
	const size = paperSizes.find((each) => each === form.get('size'));
	const passes = faces.flatMap((face): PaperPass[] => {
		const code = form.get(`code_${face.ticket}`);
		return typeof code === 'string' && readStaticCode(code) ? [{ face, code }] : [];
	});
	if (!size || passes.length === 0) error(400, 'no code');
	return new Response(await passPdf(passes, size), {
		headers: {
			'content-type': 'application/pdf',
			'content-disposition': 'attachment; filename="passa-pass.pdf"',
			'cache-control': 'no-store',
			'x-robots-tag': 'noindex, nofollow',
		},
	});
}
