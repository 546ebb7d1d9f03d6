"""The names of boxes of MP4 and QuickTime files (ISO/IEC 14496-12), by what they hold."""

# Boxes that hold boxes, with the number of bytes before them.
PARENTS = {
    **dict.fromkeys(("moov", "trak", "mdia", "minf", "stbl", "edts", "mvex", "udta", "ilst", "sinf", "\xa9too"), 0),
    "meta": 4,
    "stsd": 8,
}
# Boxes that tell nothing of a place, a device or a person. Of any other box we do not know it.
HARMLESS = {
    *("ftyp", "styp", "moov", "mdat", "moof", "mfra", "sidx", "ssix", "pdin", "wide", "free", "skip", "trak", "mdia"),
    *("minf", "stbl", "edts", "mvex", "udta", "meta", "ilst", "stsd", "mvhd", "iods", "tkhd", "elst", "mdhd", "hdlr"),
    *("elng", "vmhd", "smhd", "nmhd", "gmhd", "gmin", "dinf", "tapt", "clef", "prof", "enof", "load", "stts", "ctts"),
    *("cslg", "stss", "stps", "stsc", "stsz", "stz2", "stco", "co64", "sdtp", "sgpd", "sbgp", "subs", "mehd", "trex"),
    *("trep", "\xa9too", "data", "avcC", "btrt", "pasp", "colr", "clap", "fiel", "mdcv", "clli", "amve", "chrm"),
    *("gama", "hvcC", "av1C", "vpcC", "esds", "wave", "chan", "dac3", "dec3", "dOps", "dfLa", "damr", "alac", "sinf"),
    *("dvcC", "dvvC", "dvwC", "hvcE", "srat"),
}
