/** The phrases every page of the staff has, for signing in and out. */
export type StaffWords = Readonly<
  Record<"skip" | "signIn" | "signInWhy" | "name" | "nameWhy" | "key" | "keyWhy" | "signedIn" | "signOut" | "nothing" | "noteKey", string>
>;
