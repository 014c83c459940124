/** The cookie that names the account a person acts for. The web sets it, the platform checks it at each request. */
export const actingCookie = 'passa.acting';
