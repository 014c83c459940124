import { error, redirect } from '@sveltejs/kit';
import { type Part, partOf } from '#lib/organizer/crop-frame.ts';
import { editing } from '#lib/server/acting.server.ts';
import { formOf } from '#lib/server/form-of.ts';
import { refused } from '#lib/server/form-refusal.server.ts';
import { platformFor } from '#lib/server/platform.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import { PassaError } from '#shared/errors.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { wallets, own } = editing(event);
	const param = { id: event.params.id };
	const drafts = platformFor(event).v1.drafts[':id'];
	const [draft, preview] = await Promise.all([
		unwrap(drafts.$get({ param })),
		unwrap(drafts.preview.$post({ param })),
	]).catch(throwPageError);
	if (draft.published) redirect(303, `/organizer/events/${draft.published.no}`);
	return { draft, preview, wallets, team: !own };
};

/** Somebody else's draft gets the same 404 as a missing one or a malformed id. */
function throwPageError(failure: unknown): never {
	if (failure instanceof PassaError && [400, 404].includes(failure.status)) error(404, 'not found');
	error(503, 'unavailable');
}

/** Uploading and preparing a picture takes seconds on a busy machine. */
const pictureMs = 60_000;

export const actions: Actions = {
	/** The picture of a visitor without scripts: file, part and description in one form. */
	picture: async (event) => {
		editing(event);
		const form = await formOf(event.request);
		const platform = platformFor(event, pictureMs).v1;
		const param = { id: event.params.id };
		const text = (name: string) => String(form.get(name) ?? '').trim();
		try {
			const { version, content } = await unwrap(platform.drafts[':id'].$get({ param }));
			const media = await chosenMedia(platform, form, content.picture?.media);
			const picture = media === null ? null : { media, alt: { en: text('en'), sw: text('sw') } };
			const json = { version, content: { ...content, picture } };
			await unwrap(platform.drafts[':id'].$put({ param, json }));
		} catch (failure) {
			return refused(failure, {});
		}
		redirect(303, `/organizer/drafts/${param.id}?step=basics`);
	},
};

type Platform = ReturnType<typeof platformFor>['v1'];

/** A new upload, cut as the form says, or the picture that the draft has; null for neither. */
async function chosenMedia(
	platform: Platform,
	form: FormData,
	kept: string | undefined,
): Promise<string | null> {
	const file = form.get('file');
	if (!(file instanceof File) || file.size === 0) return kept ?? null;
	const made = await unwrap(platform.media.$post({}, { init: { body: file } }));
	const part = String(form.get('part'));
	if (part !== 'start' && part !== 'end') return made.id;
	const json = partOf(part satisfies Part, made);
	return (await unwrap(platform.media[':id'].crop.$post({ param: { id: made.id }, json }))).id;
}
