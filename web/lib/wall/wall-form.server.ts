import { relayerFor } from '#lib/server/relayer.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import { PassaError } from '#shared/errors.ts';
import { readWallWords, wallNameRule, wallTextRule } from '#shared/wall-words.ts';

/** Whether holders may write for an event's wall now. No, while the relayer does not answer. */
export async function takesPosts(event: string): Promise<boolean> {
	try {
		const { mode } = await unwrap(relayerFor().v1.events[':event'].wall.$get({ param: { event } }));
		return mode === 'on' || mode === 'paused';
	} catch {
		return false;
	}
}

/** What a form said, to show it again. */
export const typedIn = (form: FormData): { text: string; name: string } => ({
	text: String(form.get('text') ?? ''),
	name: String(form.get('name') ?? ''),
});

/** A post as the relayer takes it. Throws what is wrong with its words, or REQUEST_INVALID without consent. */
export function postIn(form: FormData): { text: string; name: string; agreed: true } {
	const typed = typedIn(form);
	const text = readWallWords(typed.text, wallTextRule);
	const name = readWallWords(typed.name, wallNameRule);
	const fault = text.fault ?? (name.text === '' ? null : name.fault);
	if (fault) throw new PassaError(fault, 'words that cannot stand on a wall', { status: 400 });
	if (!form.has('agreed')) throw new PassaError('REQUEST_INVALID', 'without consent', { status: 400 });
	return { text: text.text, name: name.text, agreed: true };
}

/** What a page says of an action that a service refused. */
export const refusedBy = (failure: unknown, form: FormData) => {
	if (!(failure instanceof PassaError)) throw failure;
	const { status, code, message } = failure;
	return {
		status: status ?? 503,
		said: { fault: { code: String(code), message }, ...typedIn(form), done: null },
	};
};
