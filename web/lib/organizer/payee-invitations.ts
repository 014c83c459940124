import { platformClient } from '#platform/client.ts';
import { PassaError } from '#shared/errors.ts';
import { getLocale } from '../paraglide/runtime.js';
import { unwrap } from '../unwrap.ts';
import type { DraftEditor } from './editor.svelte.ts';

const invitationOf = () => platformClient('/api/platform').v1.drafts[':id'].payees[':payee'].invitation;

/** Sends a payee's invitation, once the draft that names it is saved. `to` null: where it was sent before. */
export async function sendPayeeInvitation(
	editor: DraftEditor,
	payee: string,
	to: string | null,
): Promise<void> {
	if (!(await editor.save())) throw new PassaError('UNSAVED', 'The draft is not saved.');
	const json = { language: getLocale(), ...(to === null ? {} : { to }) };
	await unwrap(invitationOf().$post({ param: { id: editor.id, payee }, json }));
	await editor.refresh();
}

/** Ends a payee's invitation and its answer. */
export async function withdrawPayeeInvitation(editor: DraftEditor, payee: string): Promise<void> {
	await unwrap(invitationOf().$delete({ param: { id: editor.id, payee } })).catch((error: unknown) => {
		// Over by now, or withdrawn in another window.
		if (!(error instanceof PassaError && error.code === 'PAYEE_NOT_FOUND')) throw error;
	});
	await editor.refresh();
}
