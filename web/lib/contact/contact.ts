import type { OpenHours } from './hours.ts';

/** How people reach support now. `isOpen` and `opensAt` are null if no hours are configured. */
export type Contact = {
	/** +254712345678 */
	whatsapp: string | null;
	phone: string | null;
	email: string | null;
	hours: OpenHours[];
	isOpen: boolean | null;
	/** When somebody is there next, or since when. */
	opensAt: string | null;
};
