// What a page remembers on this device or in this tab. Where storage is forbidden, the page alone remembers.
const alone = new Map<string, string>();

/** Looking at it throws already where it is forbidden. */
function stored(where: () => Storage) {
  return {
    read(name: string): string | null {
      try {
        return where().getItem(name);
      } catch {
        return alone.get(name) ?? null;
      }
    },
    /** null forgets. @returns whether it will outlive the page */
    write(name: string, value: string | null): boolean {
      if (value === null) alone.delete(name);
      else alone.set(name, value);
      try {
        if (value === null) where().removeItem(name);
        else where().setItem(name, value);
        return true;
      } catch {
        return false;
      }
    },
  };
}

export const onDevice = stored(() => localStorage);
export const inTab = stored(() => sessionStorage);
