import type { ActionFailure, RequestEvent } from '@sveltejs/kit';
import type { Fault } from '../text/failure.ts';
import { formOf } from './form-of.ts';
import { refused } from './form-refusal.server.ts';

/** Does what a form asks for, with what `open` gives to a person who may do it. A refusal is shown with its code. */
export async function actOn<Visit extends RequestEvent, Of, Done extends object>(
	visit: Visit,
	open: (visit: Visit) => Promise<Of>,
	work: (of: Of, form: FormData) => Promise<Done>,
): Promise<Done | ActionFailure<{ fault: Fault }>> {
	const form = await formOf(visit.request);
	try {
		return await work(await open(visit), form);
	} catch (failure) {
		return refused(failure, {});
	}
}
