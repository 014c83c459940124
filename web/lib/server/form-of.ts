import { error } from '@sveltejs/kit';

/** The form that a request brings. Any other body ends the request with 400: it is the sender's fault, not ours. */
export async function formOf(request: Request): Promise<FormData> {
	try {
		return await request.formData();
	} catch {
		error(400, 'not a form');
	}
}
