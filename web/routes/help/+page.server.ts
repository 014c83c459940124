import { contactNow } from '#lib/contact/contact.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = () => ({ contact: contactNow() });
