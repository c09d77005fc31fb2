"""First names that are common in England and Wales, in lower case.

Left out are names that more often are another word: Will, May, April, June, Art, Chase, Pat.
"""

from portal.personal_data.word_list import words_in

FIRST_NAMES = words_in(
    """
    aaron abdul abdullah abigail adam adrian ahmed aidan alan albert alex alexander alfie ali alice
    alison amanda amir amy andrea andrew andy angela anita ann anna anne anthony antonio arthur asif
    ashley barry ben benjamin bernard beth bradley brandon brian bruce callum cameron carl carol
    caroline catherine charles charlotte chloe chris christian christine christopher claire colin
    connor craig curtis damian damien daniel danny darren dave david dean deborah declan denis
    dennis derek diana diane dominic donald donna douglas duncan dwayne dylan edward elaine
    elizabeth ellie emily emma eric ethan evan fatima fiona frances francis frank fred gareth gary
    gavin geoff geoffrey george gerald gillian glen glenn gordon grace graham grant greg gregory
    hannah harriet harry hassan heather helen henry howard hugh hussain ian ibrahim imran isaac
    isabel ivan jack jackie jacob jacqueline jade jake jamal james jamie jane janet jason jay jayden
    jean jeff jeffrey jennifer jenny jeremy jermaine jerome jessica jill jim joan joanna joanne joe
    joel john johnny jon jonathan jordan joseph josh joshua joyce judith julia julian julie justin
    karen karl kate katherine kathleen katie keiran keith kelly ken kenneth kevin khalid kieran kim
    kirsty kyle larry laura lauren lawrence leanne lee leon leroy lesley leslie lewis liam linda
    lisa lloyd louis louise lucas lucy luke malcolm marcus margaret maria marie mark marlon martin
    mary mathew matt matthew maurice max megan melanie michael michelle mick mike mohamed mohammad
    mohammed molly moses muhammad natalie natasha nathan neil nicholas nick nicola nicole nigel
    noah norman oliver olivia omar oscar owen pamela patricia patrick paul paula pauline peter phil
    philip phillip rachel ralph raymond rebecca reece rhys richard rob robert robin rodney roger
    roland ronald rory rose ross roy ruth ryan sally sam samantha samuel sandra sara sarah scott
    sean sebastian shane shannon sharon shaun sheila shirley simon sophie spencer stacey stan
    stanley stephanie stephen steve steven stewart stuart sue susan suzanne tariq terence teresa
    terry thomas tim timothy toby tom tommy tony tracey tracy trevor tyler tyrone vanessa vera
    vernon victoria vincent wayne wendy wesley william yusuf yvonne zac zoe
    """
)
