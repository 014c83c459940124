import { contactNow } from '#lib/server/contact-now.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = () => ({ contact: contactNow() });
