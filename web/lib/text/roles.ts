import * as m from '#lib/paraglide/messages.js';

const names = {
	organizer: m.role_organizer,
	artist: m.role_artist,
	venue: m.role_venue,
	promoter: m.role_promoter,
	platform: m.role_platform,
	sound: m.role_sound,
	security: m.role_security,
	agent: m.role_agent,
	other: m.role_other,
};

/** A payee's role in the reader's language; an unknown role as it is. */
export const roleName = (role: string): string => names[role as keyof typeof names]?.() ?? role;
