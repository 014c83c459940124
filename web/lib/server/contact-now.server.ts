import type { Contact } from '#lib/contact/contact.ts';
import { nextOpen, readHours } from '#lib/contact/hours.ts';
import { webConfig } from './config.server.ts';

export function contactNow(now = new Date()): Contact {
	const { SUPPORT_WHATSAPP, SUPPORT_PHONE, SUPPORT_EMAIL, SUPPORT_HOURS } = webConfig();
	const hours = readHours(SUPPORT_HOURS ?? '') ?? [];
	const open = nextOpen(hours, now);
	return {
		whatsapp: SUPPORT_WHATSAPP ?? null,
		phone: SUPPORT_PHONE ?? null,
		email: SUPPORT_EMAIL ?? null,
		hours,
		isOpen: open?.isOpen ?? null,
		opensAt: open?.opensAt.toISOString() ?? null,
	};
}
